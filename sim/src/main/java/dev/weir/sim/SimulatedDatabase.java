package dev.weir.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

/**
 * A database server: sessions come to be a while after they were asked for, whoever asked may be
 * paused or dead by then, and those of a vanished process last until keepalives end them.
 */
final class SimulatedDatabase {
    private static final Duration KEEPALIVE = Duration.ofSeconds(25);

    /** A session, known by its application name. */
    static final class Session {
        final String name;
        final Runnable ended;
        boolean open = true;

        Session(String name, Runnable ended) {
            this.name = name;
            this.ended = ended;
        }
    }

    private final Timeline time;
    private final Random random;
    private final Map<Session, Long> sessions = new LinkedHashMap<>();
    int highest;
    long changes;

    SimulatedDatabase(Timeline time, Random random) {
        this.time = time;
        this.random = random;
    }

    int open() {
        return sessions.size();
    }

    List<String> names() {
        return sessions.keySet().stream().map(session -> session.name).toList();
    }

    long open(String prefix) {
        return sessions.keySet().stream().filter(s -> s.name.startsWith(prefix)).count();
    }

    Session begin(String name, Runnable ended) {
        var session = new Session(name, ended);
        changes++;
        sessions.put(session, time.now());
        highest = Math.max(highest, sessions.size());
        return session;
    }

    void end(Session session) {
        if (!session.open) return;
        session.open = false;
        changes++;
        sessions.remove(session);
        session.ended.run();
    }

    /** Ends all whose names begin so; how many there were. */
    int terminate(String prefix) {
        var some = some(session -> session.name.startsWith(prefix));
        some.forEach(this::end);
        return some.size();
    }

    /** A process is gone: the server notices at once, soon, or by its keepalives. */
    void vanished(String part) {
        for (var session : some(session -> session.name.contains(part))) {
            long notice = random.nextInt(3) == 0 ? random.nextLong(KEEPALIVE.toNanos()) : 0;
            time.after(notice, () -> end(session));
        }
    }

    private List<Session> some(Predicate<Session> which) {
        var some = new ArrayList<Session>();
        for (var session : sessions.keySet()) if (which.test(session)) some.add(session);
        return some;
    }
}
