package dev.weir.data.pg.wire;

import dev.weir.data.database.ArgumentType;
import dev.weir.data.database.Column;
import dev.weir.data.database.Completion;
import dev.weir.data.database.DatabaseFault;
import dev.weir.data.database.DatabaseFault.Kind;
import dev.weir.data.database.Displaced;
import dev.weir.data.database.PlaceListener;
import dev.weir.data.database.RowConsumer;
import dev.weir.data.database.SessionLimits;
import dev.weir.data.database.Statement;
import dev.weir.data.database.TextRows;
import dev.weir.data.pg.wire.Exchange.Allowance;
import dev.weir.data.pg.wire.Exchange.Way;
import dev.weir.runtime.Ticker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A connection's talk with the server once it is ready: statements are asked in the order of the
 * calls and sent ahead of the answers; each ends with its own ReadyForQuery, so that one's failure
 * is not the next one's. For one thread.
 */
public final class Conversation implements Framer.Taker {
    /** The longest message that is no row. */
    private static final int MOST_MESSAGE = 1 << 20;

    private static final int MOST_ARGUMENTS = 65_535;

    /** Notices, notifications and parameters between two statements. */
    private static final int MAX_BYTES_AT_REST = 1 << 20;

    /** Counted with each message, so that their number is bounded too. */
    private static final int MESSAGE_OVERHEAD = 64;

    private final Bounds bounds;
    private final PgTypes types;
    private final ServerKind server;
    private final Ticker ticker;
    private final Effects effects;
    private final WireWriter out;
    private final StatementCache statements;
    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
    private final ArrayDeque<Exchange> sent = new ArrayDeque<>();
    private Allowance allowance = new Allowance(0);
    private long statementNanos;
    private char transaction = 'I';
    private int bytesAtRest;
    private boolean lent;
    private boolean changed;
    private boolean writable = true;
    private boolean closed;

    /** What the server said before it ended the session. */
    private @Nullable ServerReport farewell;

    /** The statement that is being cancelled. */
    private @Nullable Exchange cancelled;

    private long cancelDeadline;
    private boolean cancelUnderWay;

    /** Ended, and told once no cancel request can hit what comes after it. */
    private @Nullable Exchange afterCancel;

    /** Begins after {@link Startup} was ready. */
    public Conversation(
            Bounds bounds,
            PgTypes types,
            ServerKind server,
            Ticker ticker,
            Effects effects,
            WireWriter out) {
        this.bounds = bounds;
        this.types = types;
        this.server = server;
        this.ticker = ticker;
        this.effects = effects;
        this.out = out;
        this.statements = new StatementCache(bounds.statements(), bounds.statementCharacters());
    }

    // What the session asks

    /** Begins a session. */
    public void lend(SessionLimits limits) {
        if (lent) {
            throw new IllegalStateException("the connection is lent already");
        }
        lent = true;
        limit(limits);
    }

    /** What is asked from here on may use that much. */
    public void limit(SessionLimits limits) {
        allowance = new Allowance(limits.maxBytes());
        statementNanos = limits.statementTimeout().toNanos();
    }

    /** Runs a statement. */
    public CompletionStage<Long> run(Statement statement, RowConsumer rows) {
        return ask(Way.STATEMENT, statement, rows, null);
    }

    /** Runs a statement and hands its rows over as text. */
    public CompletionStage<Completion> runText(Statement statement, TextRows rows) {
        Exchange exchange =
                new Exchange(
                        Way.STATEMENT,
                        statement,
                        RowConsumer.IGNORE,
                        false,
                        statementNanos,
                        allowance);
        exchange.text = rows;
        submit(exchange);
        return exchange.done.thenApply(count -> new Completion(exchange.tag, count));
    }

    /** Gives a place beside others. Until the last has ended, the connection is not lent. */
    public Reader join(SessionLimits limits, PlaceListener listener) {
        if (lent) {
            throw new IllegalStateException("the connection is lent already");
        }
        return new Reader(limits, listener);
    }

    /** Runs a statement that only reads, beside others. */
    public CompletionStage<Long> read(Reader reader, Statement statement, RowConsumer rows) {
        return ask(reader, statement, rows, null).done;
    }

    /** Runs a statement that only reads, beside others, and hands its rows over as text. */
    public CompletionStage<Completion> readText(Reader reader, Statement statement, TextRows rows) {
        Exchange exchange = ask(reader, statement, RowConsumer.IGNORE, rows);
        return exchange.done.thenApply(count -> new Completion(exchange.tag, count));
    }

    private Exchange ask(
            Reader reader, Statement statement, RowConsumer rows, @Nullable TextRows text) {
        if (statement.free() || reader.asked != null) {
            throw new IllegalArgumentException("a place is for one statement that only reads");
        }
        Exchange exchange =
                new Exchange(
                        Way.STATEMENT,
                        statement,
                        rows,
                        false,
                        reader.timeoutNanos,
                        reader.allowance);
        exchange.text = text;
        exchange.reader = reader;
        exchange.askedAt = ticker.nanos();
        reader.asked = exchange;
        Exchange head = sent.peek();
        if (head != null && head.stalls) {
            fail(exchange, new Displaced());
        } else {
            submit(exchange);
        }
        return exchange;
    }

    /** Nobody waits for a reader's statement any more. Others do not notice. */
    public void giveUp(Reader reader) {
        Exchange exchange = reader.asked;
        if (exchange == null || exchange.done.isDone()) {
            return;
        }
        if (waiting.remove(exchange)) {
            fail(exchange, Faults.givenUp());
            return;
        }
        exchange.givenUp = true;
        exchange.discard = true;
        cancelIfAlone(exchange);
    }

    /**
     * Nobody waits for what is under way: what is not sent is not sent any more, and what runs is
     * cancelled in the database.
     */
    public void giveUp() {
        List<Exchange> unsent = new ArrayList<>(waiting);
        waiting.clear();
        for (Exchange exchange : unsent) {
            exchange.done.completeExceptionally(Faults.givenUp());
        }
        for (Exchange exchange : sent) {
            exchange.givenUp = true;
            exchange.discard = true;
        }
        Exchange head = sent.peek();
        if (head != null && cancelled == null && !head.upkeep) {
            cancel(head);
        }
    }

    /** Runs a statement of ours, and fails if the server did something else than that word says. */
    public CompletionStage<Void> control(String sql, String expected) {
        return ask(Way.STATEMENT, Statement.of(sql), RowConsumer.IGNORE, expected)
                .thenAccept(_ -> {});
    }

    private CompletionStage<Long> ask(
            Way way, Statement statement, RowConsumer rows, @Nullable String expected) {
        Exchange exchange = new Exchange(way, statement, rows, false, statementNanos, allowance);
        exchange.expected = expected;
        submit(exchange);
        return exchange.done;
    }

    private CompletableFuture<Long> upkeep(Way way, Statement statement, RowConsumer rows) {
        Exchange exchange =
                new Exchange(way, statement, rows, true, bounds.upkeep().toNanos(), allowance);
        submit(exchange);
        return exchange.done;
    }

    private void submit(Exchange exchange) {
        if (closed || farewell != null) {
            fail(exchange, unsent(exchange));
            return;
        }
        waiting.add(exchange);
        pump();
    }

    /** Ends the session; true once the connection may be lent again. */
    public CompletionStage<Boolean> settle() {
        lent = false;
        if (!atRest() || transaction != 'I') {
            return CompletableFuture.completedFuture(false);
        }
        return changed ? reset() : CompletableFuture.completedFuture(true);
    }

    private boolean atRest() {
        return !closed
                && farewell == null
                && sent.isEmpty()
                && waiting.isEmpty()
                && !cancelUnderWay
                && afterCancel == null;
    }

    private CompletionStage<Boolean> reset() {
        ForeignNames names = new ForeignNames();
        return upkeep(Way.SCRIPT, Statement.of(server.resetScript()), names)
                .thenCompose(_ -> names.any ? dropNames() : CompletableFuture.completedFuture(0L))
                .handle((_, failure) -> {
                    changed = changed && failure != null;
                    return failure == null && atRest() && transaction == 'I';
                });
    }

    private CompletableFuture<Long> dropNames() {
        statements.forgetAll();
        return upkeep(Way.SCRIPT, Statement.of("DEALLOCATE ALL"), RowConsumer.IGNORE);
    }

    /** Whether statements were prepared by SQL, which the reset script counts. */
    private static final class ForeignNames implements RowConsumer {
        private boolean any;

        @Override
        public void columns(List<Column> columns) {}

        @Override
        public void row(@Nullable Object[] cells) {
            any |= cells.length == 1 && cells[0] instanceof Long count && count > 0;
        }
    }

    /** Asks for a sign of life. */
    public CompletionStage<Boolean> validate() {
        if (!atRest()) {
            return CompletableFuture.completedFuture(false);
        }
        return upkeep(Way.SYNC, Statement.of(""), RowConsumer.IGNORE)
                .handle((_, failure) -> failure == null && transaction == 'I');
    }

    /** Whether something is under way at the server. */
    public boolean busy() {
        return !sent.isEmpty();
    }

    // What is sent

    /** Whether the socket takes more; what is asked meanwhile waits. */
    public void writable(boolean now) {
        writable = now;
        pump();
    }

    private void pump() {
        boolean wrote = false;
        while (!waiting.isEmpty()
                && writable
                && !closed
                && !cancelUnderWay
                && sent.size() < bounds.depth()) {
            Exchange exchange = waiting.remove();
            int start = out.length();
            try {
                write(exchange);
            } catch (DatabaseFault fault) {
                out.truncate(start);
                fail(exchange, fault);
                continue;
            }
            exchange.followed = !sent.isEmpty();
            sent.add(exchange);
            wrote = true;
            if (!exchange.followed) {
                begun(exchange);
            }
        }
        if (wrote) {
            effects.flush();
        }
    }

    private void begun(Exchange exchange) {
        exchange.headAt = ticker.nanos();
        exchange.deadline = exchange.headAt + exchange.timeoutNanos;
        effects.wakeAt(due(exchange));
    }

    /** When the first of those that were sent is to be looked at. */
    private long due(Exchange head) {
        boolean sharing = head.reader != null && !head.stalls;
        long stall = bounds.stall().toNanos();
        return head.headAt + (sharing ? Math.min(head.timeoutNanos, stall) : head.timeoutNanos);
    }

    private void write(Exchange exchange) {
        switch (exchange.way) {
            case STATEMENT -> writeStatement(exchange);
            case SCRIPT -> Frontend.query(out, exchange.statement.sql());
            case SYNC -> Frontend.sync(out);
        }
    }

    private void writeStatement(Exchange exchange) {
        Statement statement = exchange.statement;
        check(statement);
        Prepared prepared = statements.meet(statement.sql());
        if (prepared != null && prepared.name != null && !prepared.parsed) {
            prepared = null; // its Parse is under way and may fail: this one runs unnamed
        }
        boolean parse = prepared == null || prepared.name == null;
        String name = "";
        if (prepared != null) {
            name = prepared.name == null ? statements.newName() : prepared.name;
        }
        if (parse) {
            Frontend.parse(out, name, statement.sql());
        }
        Frontend.bind(out, name, statement);
        exchange.prepared = prepared;
        exchange.reused = !parse;
        exchange.shape = prepared == null || parse ? null : prepared.shape;
        if (prepared != null) {
            prepared.name = name;
        }
        if (exchange.shape == null) {
            Frontend.describePortal(out);
        }
        Frontend.execute(out);
        for (String gone : statements.takeToClose()) {
            Frontend.closeStatement(out, gone);
        }
        Frontend.sync(out);
        changed |= statement.free();
    }

    private static void check(Statement statement) {
        if (statement.arguments().size() != statement.types().size()) {
            throw new IllegalArgumentException("a type for each argument");
        }
        if (statement.arguments().size() > MOST_ARGUMENTS) {
            throw Faults.fault(Kind.ARGUMENT, "", "a statement has at most 65535 arguments");
        }
        if (statement.sql().indexOf('\0') >= 0) {
            throw Faults.fault(Kind.ARGUMENT, "", "a statement holds a zero character");
        }
    }

    // What is received

    @Override
    public boolean allows(char type, int bodyLength) {
        Exchange head = sent.peek();
        if (type != 'D' || head == null || head.upkeep) {
            return bodyLength <= MOST_MESSAGE;
        }
        if (bodyLength <= head.allowance.bytes) {
            return true;
        }
        displaceBehind(head);
        die(head.timedOut ? Faults.timeout(head) : Faults.tooLarge());
        return false;
    }

    @Override
    public boolean ended() {
        return closed;
    }

    /** Takes bytes that were put into the framer; nothing the server sends makes it fail. */
    public void received(Framer framer, int count) {
        try {
            if (!framer.received(count, this) && !closed) {
                die(Faults.broken("the server sent a message past all bounds"));
            }
        } catch (ProtocolFault fault) {
            die(Faults.broken(fault.getMessage()));
        } catch (ArithmeticException | IndexOutOfBoundsException e) {
            die(Faults.broken("the server sent what its own description does not fit"));
        }
    }

    @Override
    public void message(char type, byte[] bytes, int from, int to) {
        switch (type) {
            case 'D' -> row(head(), bytes, from, to);
            case '2' -> head().bound = true;
            case 'C' -> complete(head(), bytes, from, to);
            case 'Z' -> ready(bytes, from, to);
            case '1' -> parsed(head());
            case 'T' -> described(head(), Shape.read(bytes, from, to));
            case 'n' -> described(head(), Shape.NONE);
            case 'E' -> failed(ServerReport.read(bytes, from, to));
            case 'S' -> parameter(bytes, from, to);
            case 'G', 'H', 'W' ->
                    die(
                            Faults.fault(
                                    Kind.SERVER,
                                    "0A000",
                                    "COPY from or to the client is not supported"));
            case 'N', 'A' -> unrequested(from, to);
            case '3', 'I', 't' -> {}
            default -> throw new ProtocolFault("the server sent a message that was not asked for");
        }
    }

    private Exchange head() {
        Exchange head = sent.peek();
        if (head == null) {
            throw new ProtocolFault("the server answers a question that was not asked");
        }
        return head;
    }

    private static void parsed(Exchange head) {
        if (head.prepared != null) {
            head.prepared.parsed = true;
        }
    }

    private static void described(Exchange head, Shape shape) {
        head.shape = shape;
        head.columnsTold = false;
        if (head.prepared != null) {
            head.prepared.shape = shape;
        }
    }

    /** A statement's deadline bounds what comes during it; at rest there is none. */
    private void unrequested(int from, int to) {
        if (!sent.isEmpty()) {
            return;
        }
        bytesAtRest += MESSAGE_OVERHEAD + to - from;
        if (bytesAtRest > MAX_BYTES_AT_REST) {
            throw new ProtocolFault("the server sent too many messages at rest");
        }
    }

    private void parameter(byte[] bytes, int from, int to) {
        unrequested(from, to);
        int end = Framer.endOfText(bytes, from, to);
        // A standby that is promoted says so; all else is the session's doing.
        changed |= end < 0 || !Cells.text(bytes, from, end).equals("in_hot_standby");
    }

    private void failed(ServerReport report) {
        if (report.fatal()) {
            farewell = report;
            return;
        }
        Exchange head = head();
        if (head.report == null) {
            head.report = report;
        }
        if (head.prepared != null && !head.prepared.parsed) {
            head.prepared.name = null;
        }
    }

    private void row(Exchange head, byte[] bytes, int from, int to) {
        if (!head.upkeep) {
            head.allowance.bytes -= to - from;
        }
        if (head.discard) {
            head.discarded = true;
            return;
        }
        if (head.held != null || !tellColumns(head)) {
            hold(head, bytes, from, to);
            return;
        }
        Shape shape = head.shape;
        if (shape == null) {
            throw new ProtocolFault("the server sent a row that it did not describe");
        }
        hand(head, shape, bytes, from, to);
    }

    private void hand(Exchange exchange, Shape shape, byte[] bytes, int from, int to) {
        TextRows text = exchange.text;
        if (text != null) {
            Cells.check(shape.size(), bytes, from, to);
        }
        @Nullable Object[] cells = text == null ? Cells.row(shape.types(), bytes, from, to) : null;
        try {
            if (cells != null) {
                exchange.rows.row(cells);
            } else if (text != null) {
                Cells.hand(shape.size(), bytes, from, text);
            }
        } catch (RuntimeException e) {
            consumerFailed(exchange, e);
        }
    }

    /** Tells the consumer its columns if they are known by now. */
    private boolean tellColumns(Exchange exchange) {
        Shape shape = exchange.shape;
        if (exchange.columnsTold || shape == null || shape == Shape.NONE) {
            return true;
        }
        TextRows text = exchange.text;
        if ((text == null || text.wantsKinds()) && !shape.resolve(types)) {
            return false;
        }
        exchange.columnsTold = true;
        try {
            if (text == null) {
                exchange.rows.columns(shape.columns());
            } else {
                text.fields(shape.fields());
            }
        } catch (RuntimeException e) {
            consumerFailed(exchange, e);
        }
        return true;
    }

    /** Whoever takes the rows cannot take them: the statement is of no use any more. */
    private void consumerFailed(Exchange exchange, RuntimeException failure) {
        if (exchange.failure == null) {
            exchange.failure = failure;
        }
        exchange.discard = true;
        cancelIfAlone(exchange);
    }

    private static void hold(Exchange head, byte[] bytes, int from, int to) {
        List<byte[]> held = head.held;
        if (held == null) {
            held = new ArrayList<>();
            head.held = held;
        }
        held.add(Arrays.copyOfRange(bytes, from, to));
    }

    private void complete(Exchange head, byte[] bytes, int from, int to) {
        int end = Framer.endOfText(bytes, from, to);
        if (end < 0) {
            throw new ProtocolFault("the server sent a completion that ends early");
        }
        head.count = count(bytes, from, end);
        if (head.count == 0 || head.text != null) {
            head.tag = Cells.text(bytes, from, end);
            if (head.tag.equals("DEALLOCATE ALL") || head.tag.startsWith("DISCARD")) {
                statements.forgetAll();
            }
        }
        if (!head.discard && !tellColumns(head) && head.held == null) {
            head.held = new ArrayList<>();
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

    private void ready(byte[] bytes, int from, int to) {
        if (to - from != 1) {
            throw new ProtocolFault("the server is ready for nothing known");
        }
        Exchange ended = head();
        sent.remove();
        bytesAtRest = 0;
        transaction = (char) bytes[from];
        if (cancelled == ended) {
            cancelled = null;
        }
        Exchange next = sent.peek();
        if (next != null) {
            begun(next);
        }
        boolean hit = !ended.displaced && (ended.timedOut || ended.discard);
        if (cancelUnderWay && hit) {
            afterCancel = ended;
        } else if (!retries(ended)) {
            end(ended);
        }
        pump();
    }

    /**
     * A named statement that the server dropped, or whose plan no longer fits the tables, has not
     * run: it is parsed anew and asked again, unless a transaction has failed with it or another
     * statement was sent behind it.
     */
    private boolean retries(Exchange ended) {
        ServerReport report = ended.report;
        Prepared prepared = ended.prepared;
        if (report == null || prepared == null || !ended.reused || ended.bound) {
            return false;
        }
        boolean stale =
                report.code().equals("26000")
                        || report.code().startsWith("42")
                        || report.code().equals("0A000");
        if (!stale) {
            return false;
        }
        statements.forget(prepared);
        if (ended.reader != null) {
            ended.displaced = true;
            fail(ended, new Displaced());
            return true;
        }
        if (transaction != 'I' || ended.retried || !sent.isEmpty() || !waiting.isEmpty()) {
            return false;
        }
        ended.retried = true;
        ended.report = null;
        ended.prepared = null;
        waiting.addFirst(ended);
        return true;
    }

    private void end(Exchange ended) {
        Throwable failure = failureOf(ended);
        if (failure != null) {
            fail(ended, failure);
        } else if (ended.held != null && ended.isAwaited()) {
            lookUp(ended);
        } else {
            tellReader(ended);
            ended.done.complete(ended.count);
        }
    }

    private void fail(Exchange exchange, Throwable failure) {
        tellReader(exchange);
        exchange.done.completeExceptionally(failure);
    }

    /** Tells whoever has the place, before whoever waits for the answer. */
    private void tellReader(Exchange ended) {
        Reader reader = ended.reader;
        if (reader == null) {
            return;
        }
        long now = ticker.nanos();
        boolean wasFirst = ended.deadline != 0;
        boolean clean =
                ended.isAwaited()
                        && !ended.stalls
                        && !ended.timedOut
                        && ended.failure == null
                        && !changed
                        && transaction == 'I'
                        && farewell == null
                        && !closed;
        long first = wasFirst ? ended.headAt : now;
        long ahead = ended.followed ? Math.max(1, first - ended.askedAt) : 0;
        reader.listener.ended(ahead, now - first, clean);
    }

    // Those that share the connection

    /**
     * Gives up those behind the first, which can be run elsewhere: they only read, and nothing of
     * them was handed over. From then on a cancel request can hit nobody who is waited for.
     */
    private void displaceBehind(Exchange head) {
        if (head.reader == null) {
            return;
        }
        head.stalls = true;
        List<Exchange> behind = new ArrayList<>(sent);
        behind.addAll(waiting);
        for (Exchange exchange : behind) {
            if (exchange == head || exchange.reader == null || exchange.displaced) {
                continue;
            }
            exchange.displaced = true;
            exchange.discard = true;
            if (waiting.remove(exchange)) {
                tellReader(exchange);
            }
            exchange.done.completeExceptionally(new Displaced());
        }
    }

    /** A cancel request ends what the server does when it arrives, whatever that is by then. */
    private void cancelIfAlone(Exchange exchange) {
        boolean alone = exchange.reader == null || exchange.stalls || sent.size() == 1;
        if (alone && exchange == sent.peek() && cancelled == null) {
            cancel(exchange);
        }
    }

    private @Nullable Throwable failureOf(Exchange ended) {
        ServerReport report = ended.report;
        if (ended.failure != null) {
            return ended.failure;
        }
        if (ended.timedOut && (report != null || ended.discarded)) {
            return Faults.timeout(ended);
        }
        if (ended.givenUp && (report != null || ended.discarded)) {
            return Faults.givenUp();
        }
        if (report != null) {
            return report.toFault(Kind.SERVER);
        }
        if (ended.expected != null && !ended.tag.startsWith(ended.expected)) {
            return Faults.fault(
                    Kind.SERVER,
                    "25P02",
                    "the transaction was rolled back: a statement in it had failed");
        }
        return null;
    }

    // Types that were not met before

    private void lookUp(Exchange ended) {
        Shape shape = Objects.requireNonNull(ended.shape);
        List<Object> unknown = shape.unknown(types);
        if (unknown.isEmpty()) {
            deliver(ended, shape);
            return;
        }
        Statement lookup =
                new Statement(
                        PgTypes.LOOKUP, List.of(unknown), List.of(ArgumentType.UNKNOWN), false);
        var _ =
                upkeep(Way.STATEMENT, lookup, types.learning())
                        .whenComplete((_, failure) -> lookedUp(ended, shape, failure == null));
    }

    private void lookedUp(Exchange ended, Shape shape, boolean answered) {
        if (answered) {
            shape.unknown(types).forEach(types::learnUnknown);
        } else if (ended.prepared != null) {
            ended.prepared.shape = null;
        }
        deliver(ended, shape);
    }

    private void deliver(Exchange ended, Shape shape) {
        if (!shape.resolve(types)) {
            shape.settle(types);
        }
        tellColumns(ended);
        List<byte[]> held = Objects.requireNonNull(ended.held);
        try {
            for (byte[] row : held) {
                if (!ended.discard) {
                    hand(ended, shape, row, 0, row.length);
                }
            }
        } catch (ProtocolFault fault) {
            ended.failure = Faults.broken(fault.getMessage());
        }
        ended.held = null;
        if (ended.failure == null) {
            tellReader(ended);
            ended.done.complete(ended.count);
        } else {
            fail(ended, ended.failure);
        }
    }

    // Time

    /** The moment that {@link Effects#wakeAt} was asked for has come. */
    public void wake() {
        Exchange head = sent.peek();
        if (head == null || closed) {
            return;
        }
        long now = ticker.nanos();
        if (cancelled != null) {
            if (now - cancelDeadline >= 0) {
                die(
                        cancelled.timedOut
                                ? Faults.timeout(cancelled)
                                : Faults.broken("a cancelled statement goes on"));
            } else {
                effects.wakeAt(cancelDeadline);
            }
        } else if (now - due(head) < 0) {
            effects.wakeAt(due(head));
        } else if (now - head.deadline < 0) {
            displaceBehind(head);
            if (head.discard) {
                cancel(head);
            } else {
                effects.wakeAt(due(head));
            }
        } else if (head.upkeep) {
            die(Faults.broken("the server did not answer in time"));
        } else {
            head.timedOut = true;
            head.discard = true;
            displaceBehind(head);
            cancel(head);
        }
    }

    private void cancel(Exchange head) {
        cancelled = head;
        cancelUnderWay = true;
        cancelDeadline = ticker.nanos() + bounds.cancelGrace().toNanos();
        effects.cancel();
        effects.wakeAt(cancelDeadline);
    }

    /** The connection that carried a cancel request is over: it hits nothing that is sent now. */
    public void cancelSent() {
        cancelUnderWay = false;
        Exchange ended = afterCancel;
        afterCancel = null;
        if (ended != null) {
            end(ended);
        }
        pump();
    }

    // The end

    /** Ends it; what is under way fails. */
    public void close() {
        if (!closed) {
            Frontend.terminate(out);
            die(Faults.broken("the connection was closed"));
        }
    }

    /** The socket is closed. */
    public void disconnected() {
        if (!closed) {
            die(Faults.gone(farewell));
        }
    }

    private void die(DatabaseFault fault) {
        if (closed) {
            return;
        }
        closed = true;
        List<Exchange> ended = new ArrayList<>(sent);
        List<Exchange> unsent = new ArrayList<>(waiting);
        sent.clear();
        waiting.clear();
        if (afterCancel != null) {
            end(afterCancel);
            afterCancel = null;
        }
        effects.close();
        DatabaseFault first = fault;
        for (Exchange exchange : ended) {
            boolean elsewhere = exchange.reader != null && exchange.deadline == 0;
            Throwable own = elsewhere ? new Displaced() : first;
            fail(exchange, exchange.failure == null ? own : exchange.failure);
            first = Faults.gone(farewell);
        }
        for (Exchange exchange : unsent) {
            fail(exchange, unsent(exchange));
        }
    }

    private Throwable unsent(Exchange exchange) {
        return exchange.reader != null ? new Displaced() : Faults.goneBeforeSent(farewell);
    }
}
