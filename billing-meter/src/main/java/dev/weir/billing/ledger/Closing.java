package dev.weir.billing.ledger;

import dev.weir.billing.ledger.Entry.Cause;
import dev.weir.billing.ledger.Entry.PeriodClosed;
import dev.weir.billing.ledger.Entry.PeriodClosing;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides when a month is over, and when it is closed. */
public final class Closing {
    /** A month is closed so long after its end, whatever is still missing. */
    public static final Duration LONGEST = Duration.ofHours(24);

    private Closing() {}

    /** When a month begins, in UTC. */
    public static Instant start(YearMonth period) {
        return period.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** When a month ends, exclusive. */
    public static Instant end(YearMonth period) {
        return start(period.plusMonths(1));
    }

    /** The month that a time is in. */
    public static YearMonth month(Instant time) {
        return YearMonth.from(time.atOffset(ZoneOffset.UTC));
    }

    /**
     * The next step of the oldest month that is not closed, if it is time.
     *
     * @param first the month of the earliest usage; null when there is none
     * @param sourcesThrough until when all sources have sent what they measured; null when one has
     *     not sent anything reliable
     */
    public static Optional<Entry> next(
            LedgerState books,
            @Nullable YearMonth first,
            @Nullable Instant sourcesThrough,
            Instant now) {
        if (first == null) return Optional.empty();
        var closed = books.closedPeriods();
        var period = closed.isEmpty() ? first : closed.getLast().plusMonths(1);
        var end = end(period);
        if (now.isBefore(end)) return Optional.empty();
        if (books.state(period) == PeriodState.OPEN) return Optional.of(new PeriodClosing(period));
        if (sourcesThrough != null && !sourcesThrough.isBefore(end)) {
            return Optional.of(new PeriodClosed(period, Cause.COMPLETE));
        }
        return now.isBefore(end.plus(LONGEST))
                ? Optional.empty()
                : Optional.of(new PeriodClosed(period, Cause.TIMEOUT));
    }
}
