package dev.weir.data.pg.wire;

import dev.weir.data.database.Completion;
import dev.weir.data.database.DatabaseFault;
import dev.weir.data.database.Displaced;
import dev.weir.data.database.PlaceListener;
import dev.weir.data.database.RowConsumer;
import dev.weir.data.database.SessionLimits;
import dev.weir.data.database.Statement;
import dev.weir.data.database.TextRows;
import dev.weir.data.database.ValueFormat;
import dev.weir.data.pg.wire.Question.Allowance;
import dev.weir.data.pg.wire.Question.Way;
import dev.weir.runtime.Ticker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A connection's conversation with the server once it is ready: statements are asked in the order
 * of the calls and sent ahead of the answers; each ends with its own ReadyForQuery, so that one's
 * failure is not the next one's. For one thread.
 *
 * <p>A {@link Question} waits until {@link #pump} sends it; {@link StatementWriter} writes it. The
 * first of those that were sent takes the server's messages until ReadyForQuery ends it, and its
 * caller is told. {@link Cancellation} holds the rules of a cancel request, {@link SessionMode}
 * those of the settings that a question needs, {@link SessionReset} what follows the application's
 * own text.
 */
public final class Conversation implements Framer.Taker {
    private final Bounds bounds;
    private final PgTypes types;
    private final Ticker ticker;
    private final Effects effects;
    private final WireWriter out;
    private final StatementWriter statements;
    private final TypeLookup lookup;
    private final SessionReset reset;
    private final SessionMode mode;
    private final SearchPath path = new SearchPath();
    private final Cancellation cancellation = new Cancellation();
    private final TransactionState transaction = new TransactionState();
    private final Unrequested unrequested = new Unrequested();
    private final ArrayDeque<Question> waiting = new ArrayDeque<>();
    private final ArrayDeque<Question> sent = new ArrayDeque<>();
    private Allowance allowance = new Allowance(0);
    private long statementNanos;
    private ValueFormat format = ValueFormat.STANDARD;
    private boolean lent;

    /** Whether the session is no longer what it was at its start. */
    private boolean changed;

    /** Whether the schema was changed in the transaction under way. */
    private boolean defines;

    private boolean writable = true;
    private boolean closed;

    /** The server's report with which it ended the session. */
    private @Nullable ServerReport farewell;

    /** Begins after {@link Startup} was ready. */
    public Conversation(
            Bounds bounds,
            PgTypes types,
            SessionStart start,
            Ticker ticker,
            Effects effects,
            WireWriter out) {
        this.bounds = bounds;
        this.types = types;
        this.ticker = ticker;
        this.effects = effects;
        this.out = out;
        this.statements = new StatementWriter(bounds, types, out, path);
        this.lookup =
                new TypeLookup(
                        types,
                        asked -> upkeep(Way.STATEMENT, asked, types.learning()),
                        this::delivered);
        this.mode = new SessionMode(start);
        this.reset =
                new SessionReset(
                        start, statements, (asked, rows) -> upkeep(Way.SCRIPT, asked, rows));
    }

    // A session alone

    /** Begins a session. */
    public void lend(SessionLimits limits) {
        checkNotLent();
        lent = true;
        limit(limits);
    }

    private void checkNotLent() {
        if (lent) {
            throw new IllegalStateException("the connection is lent already");
        }
    }

    /** Bounds what is asked from here on. */
    public void limit(SessionLimits limits) {
        allowance = new Allowance(limits.maxBytes());
        statementNanos = limits.statementTimeout().toNanos();
        format = limits.format();
    }

    /** Runs a statement. */
    public CompletionStage<Long> run(Statement statement, RowConsumer rows) {
        return submit(question(statement, rows)).done;
    }

    /** Runs any number of statements by the simple protocol, and drops their rows. */
    public CompletionStage<Long> runScript(Statement text) {
        Question question =
                new Question(
                        Way.SCRIPT, text, RowConsumer.IGNORE, false, statementNanos, allowance);
        question.discard = true;
        return submit(question).done;
    }

    /** Runs a statement and hands its rows over as text. */
    public CompletionStage<Completion> runText(Statement statement, TextRows rows) {
        Question question = question(statement, RowConsumer.IGNORE);
        question.text = rows;
        submit(question);
        return question.done.thenApply(count -> new Completion(question.tag, count));
    }

    /**
     * Runs a statement of our own, and fails if the server did something else than that word says.
     */
    public CompletionStage<Void> control(String sql, String expected) {
        Question question = question(Statement.of(sql), RowConsumer.IGNORE);
        question.expected = expected;
        return submit(question).done.thenAccept(_ -> {});
    }

    private Question question(Statement statement, RowConsumer rows) {
        Question question =
                new Question(Way.STATEMENT, statement, rows, false, statementNanos, allowance);
        question.format = format;
        return question;
    }

    private CompletableFuture<Long> upkeep(Way way, Statement statement, RowConsumer rows) {
        return submit(upkeepQuestion(way, statement, rows)).done;
    }

    private Question upkeepQuestion(Way way, Statement statement, RowConsumer rows) {
        return new Question(way, statement, rows, true, bounds.upkeep().toNanos(), allowance);
    }

    private Question submit(Question question) {
        if (closed || farewell != null) {
            fail(question, unsent(question));
        } else {
            waiting.add(question);
            pump();
        }
        return question;
    }

    /**
     * Gives up everything under way, because its client has left: what is not sent is not sent any
     * more, and what runs is cancelled in the database.
     */
    public void giveUp() {
        List<Question> unsent = new ArrayList<>(waiting);
        waiting.clear();
        unsent.forEach(question -> question.done.completeExceptionally(Faults.givenUp()));
        for (Question question : sent) {
            question.givenUp = true;
            question.discard = true;
        }
        Question head = sent.peek();
        if (head != null && cancellation.target() == null && !head.upkeep) {
            cancel(head);
        }
    }

    /** Ends the session; true once the connection may be lent again. */
    public CompletionStage<Boolean> settle() {
        lent = false;
        if (!atRest() || !transaction.isIdle()) {
            return CompletableFuture.completedFuture(false);
        }
        transaction.settle();
        if (!changed) {
            return CompletableFuture.completedFuture(true);
        }
        return reset.run()
                .handle((_, failure) -> {
                    changed = changed && failure != null;
                    mode.reset();
                    return failure == null && atRest() && transaction.isIdle();
                });
    }

    private boolean atRest() {
        return !closed
                && farewell == null
                && sent.isEmpty()
                && waiting.isEmpty()
                && cancellation.isOver();
    }

    /** Asks for a sign of life. */
    public CompletionStage<Boolean> validate() {
        if (!atRest()) {
            return CompletableFuture.completedFuture(false);
        }
        return upkeep(Way.SYNC, Statement.of(""), RowConsumer.IGNORE)
                .handle((_, failure) -> failure == null && transaction.isIdle());
    }

    /** Whether something is under way at the server. */
    public boolean busy() {
        return !sent.isEmpty();
    }

    // Reads that share the connection

    /** Gives a place beside others. Until the last has ended, the connection is not lent. */
    public Reader join(SessionLimits limits, PlaceListener listener) {
        checkNotLent();
        return new Reader(limits, listener);
    }

    /** Runs a statement that only reads, beside others. */
    public CompletionStage<Long> read(Reader reader, Statement statement, RowConsumer rows) {
        return ask(reader, statement, rows, null).done;
    }

    /** Runs a statement that only reads, beside others, and hands its rows over as text. */
    public CompletionStage<Completion> readText(Reader reader, Statement statement, TextRows rows) {
        Question question = ask(reader, statement, RowConsumer.IGNORE, rows);
        return question.done.thenApply(count -> new Completion(question.tag, count));
    }

    private Question ask(
            Reader reader, Statement statement, RowConsumer rows, @Nullable TextRows text) {
        if (statement.free() || reader.asked != null) {
            throw new IllegalArgumentException("a place is for one statement that only reads");
        }
        Question question =
                new Question(
                        Way.STATEMENT,
                        statement,
                        rows,
                        false,
                        reader.timeoutNanos,
                        reader.allowance);
        question.text = text;
        question.reader = reader;
        question.format = reader.format;
        question.askedAt = ticker.nanos();
        reader.asked = question;
        Question head = sent.peek();
        if (head != null && head.stalls) {
            fail(question, new Displaced(false));
        } else {
            submit(question);
        }
        return question;
    }

    /** Gives up a reader's statement, whose client has left. Others do not notice. */
    public void giveUp(Reader reader) {
        Question question = reader.asked;
        if (question == null || question.done.isDone()) {
            return;
        }
        if (waiting.remove(question)) {
            fail(question, Faults.givenUp());
            return;
        }
        question.givenUp = true;
        question.discard = true;
        cancelIfAlone(question);
    }

    /**
     * Gives up those behind the first, which can be run elsewhere: they only read, and nothing of
     * them was handed over. From then on a cancel request can hit no statement that is awaited.
     */
    private void displaceBehind(Question head) {
        if (head.reader == null) {
            return;
        }
        head.stalls = true;
        List<Question> behind = new ArrayList<>(sent);
        behind.addAll(waiting);
        for (Question question : behind) {
            if (question == head || question.reader == null || question.displaced) {
                continue;
            }
            question.displaced = true;
            question.discard = true;
            if (waiting.remove(question)) {
                tellReader(question);
            }
            question.done.completeExceptionally(new Displaced(false));
        }
    }

    /** Tells the place's holder of the end, before the answer's consumer. */
    private void tellReader(Question ended) {
        if (ended.reader != null) {
            boolean sound = !changed && transaction.isIdle() && farewell == null && !closed;
            ended.reader.tell(ended, ticker.nanos(), sound);
        }
    }

    // Sending

    /** The socket takes more, or no more for now: the rest waits. */
    public void writable(boolean now) {
        writable = now;
        pump();
    }

    private void pump() {
        boolean wrote = false;
        while (!waiting.isEmpty()
                && writable
                && !closed
                && !cancellation.isUnderWay()
                && sent.size() < bounds.depth()) {
            wrote |= send(next());
        }
        if (wrote) {
            effects.flush();
        }
    }

    /** The next question, or the connection's own that puts the session into its mode. */
    private Question next() {
        Statement switching = mode.before(waiting.getFirst());
        if (switching == null) {
            return waiting.removeFirst();
        }
        Question question = upkeepQuestion(Way.SCRIPT, switching, path);
        var _ =
                question.done.exceptionally(failure -> {
                    die(Faults.broken("the session's mode could not be set"));
                    return 0L;
                });
        return question;
    }

    private boolean send(Question question) {
        int start = out.length();
        try {
            write(question);
        } catch (DatabaseFault fault) {
            out.truncate(start);
            fail(question, fault);
            return false;
        }
        question.followed = !sent.isEmpty();
        sent.add(question);
        if (!question.followed) {
            begun(question);
        }
        return true;
    }

    private void write(Question question) {
        switch (question.way) {
            case STATEMENT -> {
                statements.write(question, transaction.current(), ticker.nanos());
                applied(question);
            }
            case SCRIPT -> {
                StatementWriter.check(question.statement);
                Frontend.query(out, question.statement.sql());
                if (!question.upkeep) {
                    applied(question);
                }
            }
            case SYNC -> Frontend.sync(out);
        }
    }

    private void applied(Question question) {
        changed |= question.statement.free();
        transaction.sent(question.statement);
    }

    private void begun(Question question) {
        question.headAt = ticker.nanos();
        question.deadline = question.headAt + question.timeoutNanos;
        effects.wakeAt(due(question));
    }

    /** The moment at which the first of those that were sent has to be checked. */
    private long due(Question head) {
        boolean shares = head.reader != null && !head.stalls;
        long stall = bounds.stall().toNanos();
        return head.headAt + (shares ? Math.min(head.timeoutNanos, stall) : head.timeoutNanos);
    }

    // Receiving

    @Override
    public boolean allows(char type, int bodyLength) {
        Question head = sent.peek();
        if (type != 'D' || head == null || head.upkeep) {
            return bodyLength <= Unrequested.MAX_MESSAGE || Framer.isCut(type);
        }
        if (bodyLength <= head.allowance.bytes) {
            return true;
        }
        displaceBehind(head);
        die(head.timedOut ? Faults.late(head) : Faults.tooLarge());
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
            case 'C' -> completed(head(), bytes, from, to);
            case 'Z' -> ready(bytes, from, to);
            case '1' -> head().parsed();
            case 't' -> head().parameters(Shape.parameters(bytes, from, to));
            case 'T' -> head().described(Shape.read(bytes, from, to));
            case 'n' -> head().described(Shape.NONE);
            case 'E' -> refused(ServerReport.read(bytes, from, to));
            case 'S' -> parameter(bytes, from, to);
            case 'N', 'A' -> unrequested.take(sent.isEmpty(), to - from);
            case 'G', 'H', 'W' -> die(Faults.copy());
            case '3', 'I' -> {}
            default -> throw new ProtocolFault("the server sent a message that was not asked for");
        }
    }

    private Question head() {
        Question head = sent.peek();
        if (head == null) {
            throw new ProtocolFault("the server answers a question that was not asked");
        }
        return head;
    }

    private void row(Question head, byte[] bytes, int from, int to) {
        boolean wanted = !head.discard;
        head.row(types, bytes, from, to);
        if (wanted && head.discard) {
            cancelIfAlone(head);
        }
    }

    private void completed(Question head, byte[] bytes, int from, int to) {
        head.completed(types, bytes, from, to);
        defines |= Definitions.define(head.tag);
        if (Definitions.dropNames(head.tag)) {
            statements.forgetAll();
        }
    }

    private void parameter(byte[] bytes, int from, int to) {
        unrequested.take(sent.isEmpty(), to - from);
        int end = Framer.endOfText(bytes, from, to);
        // A standby that is promoted says so; all else is the session's doing, or our own.
        boolean ours = !sent.isEmpty() && sent.getFirst().upkeep;
        changed |= !ours && (end < 0 || !Cells.text(bytes, from, end).equals("in_hot_standby"));
    }

    private void refused(ServerReport report) {
        if (report.fatal()) {
            farewell = report;
        } else {
            head().refused(report);
        }
    }

    private void ready(byte[] bytes, int from, int to) {
        if (to - from != 1) {
            throw new ProtocolFault("the server is ready for nothing known");
        }
        Question ended = head();
        sent.remove();
        unrequested.clear();
        transaction.ready((char) bytes[from]);
        if (defines && transaction.isIdle()) {
            defines = false;
            types.schemaChanged();
        }
        boolean kept = cancellation.keeps(ended);
        Question next = sent.peek();
        if (next != null) {
            begun(next);
            if (next.givenUp && ended.upkeep) {
                cancelIfAlone(next); // it could not be while the connection's own was the first
            }
        }
        if (!kept && !retries(ended)) {
            end(ended);
        }
        pump();
    }

    /**
     * A statement under a name from before that the server refused before its arguments were bound
     * has had no effect: its text is parsed anew and asked again, unless a transaction has failed
     * with it or another statement was sent behind it.
     */
    private boolean retries(Question ended) {
        Displaced displaced = mode.refused(ended);
        Prepared prepared = ended.prepared;
        if (displaced == null) {
            if (ended.report == null || prepared == null || !ended.reused || ended.bound) {
                return false;
            }
            statements.forget(prepared);
            if (ended.reader != null) {
                displaced = new Displaced(false);
            }
        }
        if (displaced != null) {
            ended.displaced = true;
            fail(ended, displaced);
            return true;
        }
        boolean alone = sent.isEmpty() && waiting.isEmpty();
        if (!transaction.isIdle() || ended.retried || !alone || !ended.isAwaited()) {
            return false;
        }
        ended.retried = true;
        ended.report = null;
        waiting.addFirst(ended);
        return true;
    }

    private void end(Question ended) {
        Throwable failure = ended.outcome();
        if (failure != null) {
            fail(ended, failure);
        } else if (ended.isHeld() && ended.isAwaited()) {
            lookup.end(ended);
        } else {
            tellReader(ended);
            ended.done.complete(ended.count);
        }
    }

    private void delivered(Question ended) {
        if (ended.failure == null) {
            tellReader(ended);
            ended.done.complete(ended.count);
        } else {
            fail(ended, ended.failure);
        }
    }

    private void fail(Question question, Throwable failure) {
        tellReader(question);
        question.done.completeExceptionally(failure);
    }

    // Time

    /** The moment that {@link Effects#wakeAt} was asked for has come. */
    public void wake() {
        Question head = sent.peek();
        if (head == null || closed) {
            return;
        }
        long now = ticker.nanos();
        Question cancelled = cancellation.target();
        if (cancelled != null) {
            goesOn(cancelled, now);
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

    private void goesOn(Question cancelled, long now) {
        if (now - cancellation.deadline() < 0) {
            effects.wakeAt(cancellation.deadline());
        } else if (cancelled.timedOut) {
            die(Faults.late(cancelled));
        } else {
            die(Faults.broken("a cancelled statement goes on"));
        }
    }

    /** A cancel request ends what the server does when it arrives, whatever that is by then. */
    private void cancelIfAlone(Question question) {
        boolean alone = question.reader == null || question.stalls || sent.size() == 1;
        if (alone && question == sent.peek() && cancellation.target() == null) {
            cancel(question);
        }
    }

    private void cancel(Question head) {
        cancellation.begin(head, ticker.nanos() + bounds.cancelGrace().toNanos());
        effects.cancel();
        effects.wakeAt(cancellation.deadline());
    }

    /** The connection that carried a cancel request is over: it hits nothing that is sent now. */
    public void cancelSent() {
        Question kept = cancellation.sent();
        if (kept != null) {
            end(kept);
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
        List<Question> ended = new ArrayList<>(sent);
        List<Question> unsent = new ArrayList<>(waiting);
        sent.clear();
        waiting.clear();
        Question kept = cancellation.take();
        if (kept != null) {
            end(kept);
        }
        effects.close();
        DatabaseFault first = fault;
        for (Question question : ended) {
            boolean elsewhere = question.reader != null && question.deadline == 0;
            Throwable own = elsewhere ? new Displaced(false) : first;
            fail(question, question.failure == null ? own : question.failure);
            first = Faults.gone(farewell);
        }
        unsent.forEach(question -> fail(question, unsent(question)));
    }

    private Throwable unsent(Question question) {
        return question.reader != null ? new Displaced(false) : Faults.goneBeforeSent(farewell);
    }
}
