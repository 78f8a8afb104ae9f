package dev.weir.data.pg.wire;

import dev.weir.data.database.PlaceListener;
import dev.weir.data.database.SessionLimits;
import dev.weir.data.pg.wire.Exchange.Allowance;
import org.jspecify.annotations.Nullable;

/** Whoever has a place in a conversation beside others: for one statement that only reads. */
public final class Reader {
    final PlaceListener listener;
    Allowance allowance;
    long timeoutNanos;

    /** Its statement, once it was asked. */
    @Nullable Exchange asked;

    Reader(SessionLimits limits, PlaceListener listener) {
        this.listener = listener;
        allowance = new Allowance(limits.maxBytes());
        timeoutNanos = limits.statementTimeout().toNanos();
    }

    /** What its statement may use. */
    public void limit(SessionLimits limits) {
        allowance = new Allowance(limits.maxBytes());
        timeoutNanos = limits.statementTimeout().toNanos();
    }
}
