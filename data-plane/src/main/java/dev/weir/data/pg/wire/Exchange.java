package dev.weir.data.pg.wire;

import dev.weir.data.database.RowConsumer;
import dev.weir.data.database.Statement;
import dev.weir.data.database.TextRows;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One question to the server and what came of it so far: it ends with ReadyForQuery. */
final class Exchange {
    /** How it is asked. */
    enum Way {
        /** By the extended protocol. */
        STATEMENT,
        /** Several statements at once, without arguments, by the simple protocol. */
        SCRIPT,
        /** Nothing but a sign of life. */
        SYNC
    }

    final Way way;
    final Statement statement;
    final RowConsumer rows;
    final CompletableFuture<Long> done = new CompletableFuture<>();

    /**
     * Whether it is our own upkeep, which no session pays for and no deadline of a session ends.
     */
    final boolean upkeep;

    final long timeoutNanos;

    /** The session's rest of bytes. */
    final Allowance allowance;

    /** Takes the rows as text, instead of {@link #rows}. */
    @Nullable TextRows text;

    /** Set if the server's answer has to begin with that word. */
    @Nullable String expected;

    /** Whose it is, if it shares the connection with others; null if the session is lent alone. */
    @Nullable Reader reader;

    /** When it was asked, and when it became the first of those that were sent. */
    long askedAt;

    long headAt;

    /** Whether it was sent behind another whose answer was still to come. */
    boolean followed;

    /** Whether it was given up here, to be run elsewhere: its answer goes nowhere. */
    boolean displaced;

    /** Whether it was the first for so long that those behind it were displaced. */
    boolean stalls;

    @Nullable Prepared prepared;
    boolean reused;
    boolean retried;
    boolean bound;
    @Nullable Shape shape;
    boolean columnsTold;
    long count;
    String tag = "";
    long deadline;
    boolean timedOut;

    /** Whether nobody waits for it any more. */
    boolean givenUp;

    /** Whether rows that come now go nowhere. */
    boolean discard;

    boolean discarded;
    @Nullable ServerReport report;
    @Nullable Throwable failure;

    /** Rows that wait for their types to be looked up. */
    @Nullable List<byte[]> held;

    Exchange(
            Way way,
            Statement statement,
            RowConsumer rows,
            boolean upkeep,
            long timeoutNanos,
            Allowance allowance) {
        this.way = way;
        this.statement = statement;
        this.rows = rows;
        this.upkeep = upkeep;
        this.timeoutNanos = timeoutNanos;
        this.allowance = allowance;
    }

    /** Whether somebody still waits for its answer here. */
    boolean isAwaited() {
        return !displaced && !givenUp;
    }

    /** What a session may still read. */
    static final class Allowance {
        long bytes;

        Allowance(long bytes) {
            this.bytes = bytes;
        }
    }
}
