package dev.weir.billing.ledger;

import dev.weir.billing.rating.Assignment;
import dev.weir.billing.rating.Rate;
import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a person asks for. */
public sealed interface Command {
    /** A rate card, or its next version. */
    record PublishCard(
            String id,
            String name,
            Instant effectiveFrom,
            @Nullable BigDecimal minimum,
            List<Rate> rates)
            implements Command {}

    /** That a project is rated by a card. */
    record AssignCard(Assignment assignment) implements Command {}

    /** To put a closed month right. */
    record ProposeCorrection(
            ProjectId project,
            @Nullable EnvironmentId environment,
            YearMonth period,
            BigDecimal amount,
            String reason)
            implements Command {}

    /** To agree to a correction. */
    record ApproveCorrection(String id) implements Command {}

    /** Not to agree to a correction. */
    record RejectCorrection(String id) implements Command {}

    /** To put an approved correction on the present month's statement. */
    record PostCorrection(String id) implements Command {}

    /** A budget, or another version of it. */
    record SetBudget(
            String id,
            ProjectId project,
            @Nullable EnvironmentId environment,
            BigDecimal amount,
            List<Integer> thresholds,
            boolean hardStop)
            implements Command {}

    /**
     * A command on a budget that its caller has seen.
     *
     * @param version the one that was seen; 0: there is to be no such budget yet
     */
    record IfUnchanged(String budget, int version, Command command) implements Command {}

    /** The end of a budget. */
    record RemoveBudget(String id) implements Command {}
}
