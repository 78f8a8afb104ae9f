package dev.weir.data.pg.wire;

import dev.weir.data.database.DatabaseFault.Kind;
import dev.weir.data.database.RowConsumer;
import dev.weir.data.database.Statement;
import dev.weir.data.database.TextRows;
import dev.weir.data.database.ValueFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One question to the server, and its answer so far: its shape, the rows that wait for their types,
 * the server's report and the outcome. ReadyForQuery ends it. For one thread.
 */
final class Question {
    /** The part of the protocol that asks it. */
    enum Way {
        /** The extended protocol. */
        STATEMENT,
        /** The simple protocol: several statements at once, without arguments. */
        SCRIPT,
        /** Nothing but a sign of life. */
        SYNC
    }

    final Way way;
    final Statement statement;
    final RowConsumer rows;
    final CompletableFuture<Long> done = new CompletableFuture<>();

    /** Whether it is the connection's own upkeep: no session pays for it, no deadline ends it. */
    final boolean upkeep;

    final long timeoutNanos;

    /** The session's rest of bytes. */
    final Allowance allowance;

    /** Takes the rows as text, instead of {@link #rows}. */
    @Nullable TextRows text;

    /** Set if the server's answer has to begin with that word. */
    @Nullable String expected;

    /** Set if it shares the connection with others; null if the session is lent alone. */
    @Nullable Reader reader;

    /** The text forms of its values. */
    ValueFormat format = ValueFormat.STANDARD;

    /** The moment at which it was asked, and that at which it became the first of those sent. */
    long askedAt;

    long headAt;
    long deadline;

    /** Whether it was sent behind another whose answer was still to come. */
    boolean followed;

    /** Whether it was given up here, to be run elsewhere: its answer goes nowhere. */
    boolean displaced;

    /** Whether it was the first for so long that those behind it were displaced. */
    boolean stalls;

    @Nullable Prepared prepared;

    /** Whether it was sent under a name that was parsed before. */
    boolean reused;

    boolean retried;

    /** Whether the server has taken its arguments: before that it cannot have had an effect. */
    boolean bound;

    @Nullable Shape shape;
    long count;
    String tag = "";
    boolean timedOut;

    /** Whether its client has left. */
    boolean givenUp;

    /** Whether rows that come now go nowhere. */
    boolean discard;

    @Nullable ServerReport report;
    @Nullable Throwable failure;
    private int completions;
    private boolean discarded;
    private boolean columnsTold;

    /** Rows that wait for their types to be looked up. */
    private @Nullable List<byte[]> held;

    Question(
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

    /** Bytes that a session may still read. */
    static final class Allowance {
        long bytes;

        Allowance(long bytes) {
            this.bytes = bytes;
        }
    }

    /** Whether its answer is still wanted here. */
    boolean isAwaited() {
        return !displaced && !givenUp;
    }

    /** Whether a part of its answer has been handed over. */
    boolean isHandedOver() {
        return columnsTold;
    }

    /** Whether its rows wait for their types. */
    boolean isHeld() {
        return held != null;
    }

    /** The server has parsed its text. */
    void parsed() {
        if (prepared != null) {
            prepared.parsed = true;
        }
    }

    /** The server has said which types its parameters have. */
    void parameters(int[] types) {
        if (prepared != null) {
            prepared.parameters = types;
        }
    }

    /** The server has described its rows. */
    void described(Shape described) {
        shape = described;
        columnsTold = false;
        if (prepared != null) {
            prepared.shape = described;
        }
    }

    /** The server refuses it. The first report counts. */
    void refused(ServerReport refusal) {
        if (report == null) {
            report = refusal;
        }
        if (prepared != null && !prepared.parsed) {
            prepared.name = null;
        }
    }

    /** Takes a row, whose columns are told first; holds it while a type has to be looked up. */
    void row(PgTypes types, byte[] bytes, int from, int to) {
        if (!upkeep) {
            allowance.bytes -= to - from;
        }
        if (discard) {
            discarded |= way != Way.SCRIPT; // the rows of a script are not wanted
        } else if (held != null || !tellColumns(types)) {
            hold(Arrays.copyOfRange(bytes, from, to));
        } else if (!discard) {
            hand(described(), bytes, from, to);
        }
    }

    private Shape described() {
        if (shape == null) {
            throw new ProtocolFault("the server sent a row that it did not describe");
        }
        return shape;
    }

    private void hold(byte[] row) {
        if (held == null) {
            held = new ArrayList<>();
        }
        held.add(row);
    }

    /** The server has run it. */
    void completed(PgTypes types, byte[] bytes, int from, int to) {
        int end = Framer.endOfText(bytes, from, to);
        if (end < 0) {
            throw new ProtocolFault("the server sent a completion that ends early");
        }
        completions++;
        boolean several = way == Way.SCRIPT && completions > 1;
        count = several ? 0 : count(bytes, from, end);
        if (count == 0 || text != null) {
            tag = Cells.text(bytes, from, end);
        }
        if (!discard && !tellColumns(types) && held == null) {
            held = new ArrayList<>();
        }
    }

    private static long count(byte[] bytes, int from, int end) {
        long count = 0;
        long unit = 1;
        for (int at = end - 1; at >= from && bytes[at] >= '0' && bytes[at] <= '9'; at--) {
            count += unit * (bytes[at] - '0');
            unit *= 10;
        }
        return count;
    }

    /** Tells the consumer its columns if they are known by now. */
    private boolean tellColumns(PgTypes types) {
        Shape told = shape;
        if (columnsTold || told == null || told == Shape.NONE) {
            return true;
        }
        if ((text == null || text.wantsKinds()) && !told.resolve(types)) {
            return false;
        }
        columnsTold = true;
        try {
            if (text == null) {
                rows.columns(told.columns());
            } else {
                text.fields(told.fields());
            }
        } catch (RuntimeException e) {
            consumerFailed(e);
        }
        return true;
    }

    private void hand(Shape told, byte[] bytes, int from, int to) {
        TextRows takesText = text;
        if (takesText != null) {
            Cells.check(told.size(), bytes, from, to);
        }
        @Nullable Object[] cells =
                takesText == null ? Cells.row(told.types(), bytes, from, to) : null;
        try {
            if (cells != null) {
                rows.row(cells);
            } else if (takesText != null) {
                Cells.hand(told.size(), bytes, from, takesText);
            }
        } catch (RuntimeException e) {
            consumerFailed(e);
        }
    }

    /** The consumer cannot take its rows: the statement is of no use any more. */
    private void consumerFailed(RuntimeException thrown) {
        if (failure == null) {
            failure = thrown;
        }
        discard = true;
    }

    /** Hands over the rows that were held, with the types as far as they are known. */
    void release(PgTypes types) {
        Shape told = Objects.requireNonNull(shape);
        if (!told.resolve(types)) {
            told.settle(types);
        }
        tellColumns(types);
        try {
            for (byte[] row : Objects.requireNonNull(held)) {
                if (!discard) {
                    hand(told, row, 0, row.length);
                }
            }
        } catch (ProtocolFault fault) {
            failure = Faults.broken(fault.getMessage());
        }
        held = null;
    }

    /** The reason why it failed; null if it did not. */
    @Nullable Throwable outcome() {
        if (failure != null) {
            return failure;
        }
        if (timedOut && report != null) {
            return Faults.timeout(this);
        }
        if (timedOut && discarded) {
            return Faults.late(this);
        }
        if (givenUp && (report != null || discarded)) {
            return Faults.givenUp();
        }
        if (report != null) {
            return report.toFault(Kind.SERVER);
        }
        if (expected != null && !tag.startsWith(expected)) {
            return Faults.fault(
                    Kind.SERVER,
                    "25P02",
                    "the transaction was rolled back: a statement in it had failed");
        }
        return null;
    }
}
