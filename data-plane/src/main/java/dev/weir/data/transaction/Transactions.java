package dev.weir.data.transaction;

import dev.weir.data.database.SavepointAction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides over an environment's interactive transactions on one node. What clients ask of one
 * transaction runs one after the other, in the order of asking, however many ask at once. The same
 * inputs give the same effects. For one thread.
 */
public final class Transactions {
    /** Closed transactions remembered, to tell late requests how theirs ended. */
    public static final int REMEMBERED = 100;

    /** Operations that may wait for one transaction. */
    public static final int MAX_WAITING = 1_000;

    /** Levels of nested transactions. */
    public static final int MAX_DEPTH = 64;

    private final int maxOpen;
    private final long maxTimeoutMillis;
    private final Map<String, Transaction> open = new HashMap<>();
    private final Map<String, Ended> closed = new LinkedHashMap<>();
    private boolean stopping;

    /**
     * None yet.
     *
     * @param maxOpen transactions that may be open or opening at once, at least 1
     * @param maxTimeoutMillis the longest that one may take, whatever its client asks for
     */
    public Transactions(int maxOpen, long maxTimeoutMillis) {
        this.maxOpen = maxOpen;
        this.maxTimeoutMillis = maxTimeoutMillis;
    }

    /** Transactions open or opening. */
    public int size() {
        return open.size();
    }

    /**
     * Takes one input.
     *
     * @param nowMillis of a clock that only measures
     * @return what is to be done, in this order
     */
    public List<Effect> on(Input input, long nowMillis) {
        var effects = new ArrayList<Effect>(2);
        switch (input) {
            case Input.Start start -> start(start, effects);
            case Input.Opened(var id) -> opened(id, nowMillis, effects);
            case Input.OpenFailed(var id) -> open.remove(id);
            case Input.Ask(var request, var id, var operation) ->
                    ask(id, new Waiting(request, operation), nowMillis, effects);
            case Input.Done(var id, var succeeded) -> done(id, succeeded, nowMillis, effects);
            case Input.TimedOut(var id) -> timedOut(id, nowMillis, effects);
            case Input.Abandoned(var request) -> abandoned(request);
            case Input.Stop() -> stop(nowMillis, effects);
        }
        assert closed.size() <= REMEMBERED : "remembers no more than it may";
        return effects;
    }

    private void start(Input.Start start, List<Effect> effects) {
        if (stopping || open.size() >= maxOpen) {
            var why = stopping ? new Refusal.Stopping() : new Refusal.TooMany(maxOpen);
            effects.add(new Effect.Refuse(start.request(), why));
            return;
        }
        long timeout = Math.clamp(start.timeoutMillis(), 1, maxTimeoutMillis);
        var known = open.put(start.id(), new Transaction(start.request(), start.id(), timeout));
        assert known == null : "ids are new";
        effects.add(new Effect.Open(start.request(), start.id()));
    }

    private void opened(String id, long now, List<Effect> effects) {
        var transaction = open.get(id);
        if (transaction == null) return;
        transaction.opened = true;
        transaction.startedAt = now;
        if (transaction.abandoned || stopping) {
            if (!transaction.abandoned) {
                effects.add(new Effect.Refuse(transaction.starter, new Refusal.Stopping()));
            }
            undo(transaction, new Ended(How.ROLLED_BACK, transaction), effects);
            return;
        }
        effects.add(new Effect.Expect(id, transaction.timeoutMillis));
        effects.add(new Effect.Started(transaction.starter, id));
    }

    private void ask(String id, Waiting asked, long now, List<Effect> effects) {
        var transaction = open.get(id);
        if (transaction == null || !transaction.opened) {
            effects.add(new Effect.Refuse(asked.request, refusal(closed.get(id), asked, now)));
        } else if (transaction.ending != null) {
            effects.add(new Effect.Refuse(asked.request, refusal(transaction.ending, asked, now)));
        } else if (transaction.waiting.size() >= MAX_WAITING) {
            effects.add(new Effect.Refuse(asked.request, new Refusal.TooBusy(MAX_WAITING)));
        } else {
            transaction.waiting.add(asked);
            next(transaction, effects);
        }
    }

    private void next(Transaction transaction, List<Effect> effects) {
        while (transaction.running == null) {
            var next = transaction.waiting.poll();
            if (next == null) return;
            perform(transaction, next, effects);
        }
    }

    private void perform(Transaction transaction, Waiting next, List<Effect> effects) {
        int depth = transaction.depth;
        if (next.operation == Operation.START && depth == MAX_DEPTH) {
            effects.add(new Effect.Refuse(next.request, new Refusal.TooDeep(MAX_DEPTH)));
            return;
        }
        transaction.running = next;
        effects.add(
                switch (next.operation) {
                    case QUERY -> new Effect.Run(next.request, transaction.id);
                    case START -> transaction.savepoint(next, SavepointAction.CREATE, depth);
                    case COMMIT ->
                            depth == 1
                                    ? new Effect.Commit(next.request, transaction.id)
                                    : transaction.savepoint(
                                            next, SavepointAction.RELEASE, depth - 1);
                    case ROLLBACK ->
                            depth == 1
                                    ? new Effect.Rollback(next.request, transaction.id)
                                    : transaction.savepoint(
                                            next, SavepointAction.ROLLBACK, depth - 1);
                });
    }

    private void done(String id, boolean succeeded, long now, List<Effect> effects) {
        var transaction = open.get(id);
        if (transaction == null) return; // it was closed while this was under way
        if (transaction.ending != null) {
            close(transaction, transaction.ending, now, effects);
            return;
        }
        var ran = Objects.requireNonNull(transaction.running, "only what was under way can end");
        transaction.running = null;
        boolean outermost = transaction.depth == 1;
        switch (ran.operation) {
            case QUERY -> {}
            case START -> transaction.depth += succeeded ? 1 : 0;
            case COMMIT, ROLLBACK -> {
                if (outermost) {
                    boolean kept = ran.operation == Operation.COMMIT && succeeded;
                    var how = kept ? How.COMMITTED : How.ROLLED_BACK;
                    close(transaction, new Ended(how, transaction), now, effects);
                    return;
                }
                transaction.depth -= succeeded ? 1 : 0;
            }
        }
        next(transaction, effects);
    }

    private void timedOut(String id, long now, List<Effect> effects) {
        var transaction = open.get(id);
        if (transaction == null || transaction.ending != null || transaction.isEndingByRequest()) {
            return; // a commit under way may take effect: its own answer is the truth
        }
        end(transaction, new Ended(How.EXPIRED, transaction), now, effects);
    }

    private void stop(long now, List<Effect> effects) {
        stopping = true;
        for (var transaction : List.copyOf(open.values())) {
            if (transaction.opened
                    && transaction.ending == null
                    && !transaction.isEndingByRequest()) {
                end(transaction, new Ended(How.ROLLED_BACK, transaction), now, effects);
            }
        }
    }

    /** Rolls back: in order when nothing is under way, otherwise by giving up the connection. */
    private void end(Transaction transaction, Ended how, long now, List<Effect> effects) {
        var running = transaction.running;
        if (running != null) {
            effects.add(new Effect.Refuse(running.request, refusal(how, running, now)));
            close(transaction, how, now, effects);
        } else {
            undo(transaction, how, effects);
        }
    }

    private static void undo(Transaction transaction, Ended how, List<Effect> effects) {
        assert transaction.waiting.isEmpty() : "nothing waits where nothing runs";
        transaction.ending = how;
        effects.add(new Effect.Undo(transaction.id));
    }

    private void close(Transaction transaction, Ended how, long now, List<Effect> effects) {
        open.remove(transaction.id);
        remember(transaction.id, how);
        effects.add(new Effect.Close(transaction.id));
        for (var late : transaction.waiting) {
            effects.add(new Effect.Refuse(late.request, refusal(how, late, now)));
        }
    }

    private void remember(String id, Ended how) {
        closed.put(id, how);
        if (closed.size() > REMEMBERED) {
            Iterator<String> oldest = closed.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    private void abandoned(long request) {
        for (var transaction : open.values()) {
            if (transaction.starter == request && !transaction.opened) {
                transaction.abandoned = true;
                return;
            }
            if (transaction.waiting.removeIf(waiting -> waiting.request == request)) return;
        }
    }

    private static Refusal refusal(@Nullable Ended ended, Waiting asked, long now) {
        if (ended == null) return new Refusal.NotFound();
        return switch (ended.how) {
            case COMMITTED -> new Refusal.Committed(asked.operation);
            case ROLLED_BACK -> new Refusal.RolledBack(asked.operation);
            case EXPIRED ->
                    new Refusal.Expired(
                            asked.operation, ended.timeoutMillis, now - ended.startedAt);
        };
    }

    private enum How {
        COMMITTED,
        ROLLED_BACK,
        EXPIRED
    }

    private record Ended(How how, long timeoutMillis, long startedAt) {
        Ended(How how, Transaction transaction) {
            this(how, transaction.timeoutMillis, transaction.startedAt);
        }
    }

    private record Waiting(long request, Operation operation) {}

    private static final class Transaction {
        final long starter;
        final String id;
        final long timeoutMillis;
        final ArrayDeque<Waiting> waiting = new ArrayDeque<>(2);
        @Nullable Waiting running;

        /** Set while it is being rolled back without a request. */
        @Nullable Ended ending;

        int depth = 1;
        long startedAt;
        boolean opened;
        boolean abandoned;

        Transaction(long starter, String id, long timeoutMillis) {
            this.starter = starter;
            this.id = id;
            this.timeoutMillis = timeoutMillis;
        }

        boolean isEndingByRequest() {
            return depth == 1
                    && running != null
                    && (running.operation == Operation.COMMIT
                            || running.operation == Operation.ROLLBACK);
        }

        Effect savepoint(Waiting by, SavepointAction action, int savepoint) {
            return new Effect.Savepoint(by.request, id, action, savepoint);
        }
    }
}
