package dev.weir.billing.ledger;

import dev.weir.billing.rating.Assignment;
import dev.weir.billing.rating.RateCard;
import dev.weir.billing.rollup.Amounts;
import dev.weir.billing.statement.Statement;
import dev.weir.events.ClusterId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import dev.weir.events.UsageCheckpoint;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that became known, or was decided, and stays. */
public sealed interface Entry {
    /** Used in an hour; all such entries of the hour add up. */
    record UsagePosted(
            Instant hour,
            EnvironmentId environment,
            ProjectId project,
            RegionId region,
            ClusterId cluster,
            Amounts amounts)
            implements Entry {}

    /**
     * What a source's own sums say it used in records that never came: neither more nor less.
     *
     * @param reason for people
     */
    record UsageRepaired(UsagePosted usage, String source, String reason) implements Entry {}

    /** That records of a source are lost, and what they held cannot be known. */
    record UsageLost(String source, long records, String by) implements Entry {}

    /** What the control plane calls an environment, and whose it is. */
    record EnvironmentNamed(
            EnvironmentId environment,
            @Nullable ProjectId project,
            @Nullable String name,
            @Nullable RegionId region,
            boolean deleted)
            implements Entry {}

    /** Everything that live nodes measured until then is in the ledger. */
    record WatermarkReached(Instant completeThrough) implements Entry {}

    /** A rate card's version. */
    record CardPublished(RateCard card, String by) implements Entry {}

    /** Who is rated by which card. */
    record CardAssigned(Assignment assignment, String by) implements Entry {}

    /** The month is over; what nodes measured in it may still come. */
    record PeriodClosing(YearMonth period) implements Entry {}

    /** Nothing is added to the month any more. */
    record PeriodClosed(YearMonth period, Cause cause) implements Entry {}

    /** Why a month could be closed. */
    enum Cause {
        /** All sources are past its end. */
        COMPLETE,
        /** Its end was long enough ago. */
        TIMEOUT
    }

    /** A closed month's statement. */
    record StatementIssued(Statement statement) implements Entry {}

    /** Somebody wants to put a closed month right. */
    record CorrectionProposed(
            String id,
            ProjectId project,
            @Nullable EnvironmentId environment,
            YearMonth period,
            BigDecimal amount,
            String reason,
            String by)
            implements Entry {}

    /** Somebody else agreed. */
    record CorrectionApproved(String id, String by) implements Entry {}

    /** Somebody else did not agree. */
    record CorrectionRejected(String id, String by) implements Entry {}

    /** It stands on the statement of {@code into}. */
    record CorrectionPosted(String id, YearMonth into, String by) implements Entry {}

    /** A budget, or another version of it. */
    record BudgetSet(Budget budget, String by) implements Entry {}

    /** A budget ended. */
    record BudgetRemoved(String id, String by) implements Entry {}

    /** What was spent in the month came to a budget's threshold. */
    record BudgetReached(
            String budget, int version, YearMonth period, int threshold, BigDecimal spent)
            implements Entry {}

    /** A budget's hard stop: the environments are to be suspended. */
    record BudgetStopped(
            String budget, int version, YearMonth period, List<EnvironmentId> environments)
            implements Entry {}

    /**
     * A budget stops nothing any more.
     *
     * @param version of the budget when it stopped
     * @param period whose spending it was
     * @param reason for people
     */
    record BudgetReleased(String budget, int version, YearMonth period, String reason)
            implements Entry {}

    /** What a source's seal said, so that its row bears out against something. */
    record SourceSealed(UsageCheckpoint seal) implements Entry {}

    /** What became of a record that was put aside. */
    record RecordSettled(
            long id, String topic, int partition, long offset, String outcome, String by)
            implements Entry {}

    /**
     * A file was made, and may have been handed out.
     *
     * @param asOf the entry that it was made from
     * @param ledgerHash the hash of that entry
     */
    record ExportMade(
            String id,
            YearMonth period,
            String format,
            PeriodState state,
            long asOf,
            long rows,
            BigDecimal total,
            String sha256,
            String ledgerHash)
            implements Entry {}
}
