package dev.weir.data.pool;

import dev.weir.data.database.DatabaseFault;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a database that cannot be connected to is tried again, and who need not wait for
 * that: a circuit breaker. While it fails, attempts come one at a time, after pauses that double
 * and are spread by chance, so that the nodes of a region do not return all at once. A short
 * outage, such as a restart, is waited for ({@link PoolSettings#patience}); of a longer one, or of
 * a fault that time does not mend, whoever comes is told at once.
 *
 * <p>It is of connecting only: what is open goes on being used.
 */
public sealed interface Breaker {
    /** Connecting works, or has not been tried. */
    record Closed() implements Breaker {}

    /**
     * The latest attempt failed.
     *
     * @param until before this nobody tries again
     */
    record Open(Outage outage, long until) implements Breaker {}

    /** The pause is over and one attempt is under way: it decides for all. */
    record HalfOpen(Outage outage) implements Breaker {}

    /**
     * A row of failed attempts.
     *
     * @param since when the first of them ended
     * @param attempts how many
     * @param fault how the latest failed
     */
    record Outage(long since, int attempts, DatabaseFault fault) {
        /** Whether it is young enough, and of a kind, that waiting may help. */
        boolean isWorthWaiting(long now, Duration patience) {
            return now - since < patience.toNanos() && passes(fault);
        }

        /** A SQLSTATE, or a stable word. */
        public String code() {
            return fault.code().isEmpty() ? fault.kind().name() : fault.code();
        }
    }

    /** Nothing is known of the database, and so nothing bad. */
    static Breaker closed() {
        return new Closed();
    }

    /** After more doublings than these every pause has its greatest length. */
    int MAX_DOUBLINGS = 16;

    /** How long nobody may try: nanoseconds, 0 if one may now. */
    default long pauseLeft(long now) {
        return switch (this) {
            case Closed() -> 0;
            case Open(_, var until) -> Math.max(0, until - now);
            case HalfOpen(_) -> Long.MAX_VALUE;
        };
    }

    /** An attempt begins, which {@link #pauseLeft} allows. */
    default Breaker tried() {
        return switch (this) {
            case Closed closed -> closed;
            case Open(var outage, _) -> new HalfOpen(outage);
            case HalfOpen half -> throw new IllegalStateException("one at a time, " + half);
        };
    }

    /**
     * An attempt failed. The next may come after a pause between half of what has doubled since the
     * first failure, and the whole.
     */
    default Open failed(
            long now, DatabaseFault fault, PoolSettings settings, RandomGenerator random) {
        var before = outage();
        int attempts = before == null ? 0 : before.attempts();
        long first = settings.firstRetry().toNanos();
        long most = settings.maxRetry().toNanos();
        int doublings = Math.min(attempts, MAX_DOUBLINGS);
        long whole = most >> doublings < first ? most : first << doublings;
        long pause = whole - random.nextLong(whole / 2 + 1);
        long since = before == null ? now : before.since();
        return new Open(new Outage(since, attempts + 1, fault), now + pause);
    }

    /** What fails, if anything does. */
    default @Nullable Outage outage() {
        return switch (this) {
            case Closed() -> null;
            case Open(var outage, _) -> outage;
            case HalfOpen(var outage) -> outage;
        };
    }

    /**
     * What whoever comes now is told at once, unless something is open already; null if it should
     * wait: connecting works, or an outage is young, or an attempt is due or under way.
     */
    default @Nullable DatabaseFault refusal(long now, Duration patience) {
        return switch (this) {
            case Closed() -> null;
            case HalfOpen(_) -> null;
            case Open(var outage, var until) -> {
                boolean waits = until - now <= 0 || outage.isWorthWaiting(now, patience);
                yield waits ? null : outage.fault();
            }
        };
    }

    /** Whether trying again may help without anybody changing anything. */
    private static boolean passes(DatabaseFault fault) {
        if (fault.kind() != DatabaseFault.Kind.REFUSED) return true;
        var code = fault.code(); // class 53: resources, 55 and 57: starting up or stopping
        return code.startsWith("53") || code.startsWith("55") || code.startsWith("57");
    }
}
