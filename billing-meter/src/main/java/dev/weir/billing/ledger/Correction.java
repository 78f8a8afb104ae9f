package dev.weir.billing.ledger;

import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import java.math.BigDecimal;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/**
 * An amount by which a closed month is put right, in a later one.
 *
 * @param period the closed month that it refers to
 * @param amount added to what the project owes; negative: a credit
 * @param decidedBy who approved or rejected it, never who proposed it
 * @param into the open month on whose statement it stands, once posted
 */
public record Correction(
        String id,
        ProjectId project,
        @Nullable EnvironmentId environment,
        YearMonth period,
        BigDecimal amount,
        String reason,
        String proposedBy,
        State state,
        @Nullable String decidedBy,
        @Nullable YearMonth into) {
    /** How far it has come. */
    public enum State {
        /** Waits for a second person. */
        PROPOSED,
        /** May be posted. */
        APPROVED,
        /** Will not be posted. */
        REJECTED,
        /** Stands on a statement, or will when the month is closed. */
        POSTED
    }

    Correction decided(State next, String by) {
        return new Correction(
                id, project, environment, period, amount, reason, proposedBy, next, by, into);
    }

    Correction posted(YearMonth month) {
        return new Correction(
                id,
                project,
                environment,
                period,
                amount,
                reason,
                proposedBy,
                State.POSTED,
                decidedBy,
                month);
    }
}
