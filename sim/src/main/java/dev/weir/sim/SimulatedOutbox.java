package dev.weir.sim;

import dev.weir.control.outbox.Entry;
import dev.weir.events.Fact;
import dev.weir.events.GrantEvent.Granted;
import dev.weir.events.json.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The table of facts to be told, and the lock of those who tell them. */
final class SimulatedOutbox {
    /** After which a silent session is ended by the store, and with it the lock. */
    private static final Duration SILENT = Duration.ofSeconds(20);

    private static final byte[] NOTHING = {};

    /** A session of a publisher with the store. */
    static final class Session {
        private long usedAt;
        private boolean ended;
    }

    private final Timeline time;
    private final List<Fact> all = new ArrayList<>();
    private final NavigableMap<Long, Fact> waiting = new TreeMap<>();
    private @Nullable Session holder;

    SimulatedOutbox(Timeline time) {
        this.time = time;
    }

    void add(Fact fact) {
        all.add(fact);
        waiting.put((long) all.size(), fact);
    }

    Fact fact(long id) {
        return all.get((int) id - 1);
    }

    /** Everything that was ever to be told, in order. */
    List<Fact> all() {
        return all;
    }

    /** What is not crossed out. */
    Iterable<Fact> waiting() {
        return waiting.values();
    }

    /** Whether something as new is still to be told of the environment. */
    boolean isWaitingFor(Granted granted) {
        for (var fact : waiting.values()) {
            boolean asNew =
                    fact instanceof Granted other
                            && other.environment().equals(granted.environment())
                            && !granted.epoch().isAfter(other.epoch());
            if (asNew) return true;
        }
        return false;
    }

    boolean lock(Session session) {
        use(session);
        if (holder != null && isSilent(holder)) holder.ended = true;
        if (holder != null && holder.ended) holder = null;
        if (holder == null) holder = session;
        return holder.equals(session);
    }

    List<Entry> find(Session session, int most) {
        use(session);
        return waiting.entrySet().stream()
                .limit(most)
                .map(row ->
                        new Entry(
                                row.getKey(),
                                Topic.of(row.getValue()).name(),
                                Topic.keyOf(row.getValue()),
                                NOTHING))
                .toList();
    }

    void mark(Session session, List<Long> ids) {
        use(session);
        ids.forEach(waiting::remove);
    }

    void end(Session session) {
        session.ended = true;
    }

    /** The store has failed: nobody has the lock any more, nor knows of it. */
    void endAll() {
        if (holder != null) holder.ended = true;
    }

    private void use(Session session) {
        if (session.ended || isSilent(session)) {
            session.ended = true;
            throw SimulatedLedger.fault();
        }
        session.usedAt = time.now();
    }

    private boolean isSilent(Session session) {
        return session.usedAt > 0 && time.now() - session.usedAt > SILENT.toNanos();
    }
}
