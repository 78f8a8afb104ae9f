package dev.weir.data.pg.wire;

import dev.weir.data.database.PlaceListener;
import dev.weir.data.database.SessionLimits;
import dev.weir.data.database.ValueFormat;
import dev.weir.data.pg.wire.Question.Allowance;
import org.jspecify.annotations.Nullable;

/** The holder of a place in a conversation beside others: for one statement that only reads. */
public final class Reader {
    private final PlaceListener listener;
    Allowance allowance;
    long timeoutNanos;
    ValueFormat format;

    /** Its statement, once it was asked. */
    @Nullable Question asked;

    Reader(SessionLimits limits, PlaceListener listener) {
        this.listener = listener;
        allowance = new Allowance(limits.maxBytes());
        timeoutNanos = limits.statementTimeout().toNanos();
        format = limits.format();
    }

    /** Bounds its statement. */
    public void limit(SessionLimits limits) {
        allowance = new Allowance(limits.maxBytes());
        timeoutNanos = limits.statementTimeout().toNanos();
        format = limits.format();
    }

    /**
     * Tells the listener of the statement's end.
     *
     * @param sound whether the connection is as good as before the statement
     */
    void tell(Question ended, long now, boolean sound) {
        boolean clean =
                sound
                        && ended.isAwaited()
                        && !ended.stalls
                        && !ended.timedOut
                        && ended.failure == null;
        boolean wasFirst = ended.deadline != 0;
        long first = wasFirst ? ended.headAt : now;
        long ahead = ended.followed ? Math.max(1, first - ended.askedAt) : 0;
        listener.ended(ahead, now - first, clean);
    }
}
