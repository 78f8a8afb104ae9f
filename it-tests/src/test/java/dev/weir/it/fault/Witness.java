package dev.weir.it.fault;

import dev.weir.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Counts, every 20 ms, the sessions that a database server has of Weir's. */
final class Witness implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(20);

    private final Connection connection;
    private final String name;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile int most;
    private final AtomicInteger looks = new AtomicInteger();
    private volatile @Nullable SQLException failure;

    private Witness(Connection connection, String name) {
        this.connection = connection;
        this.name = name;
        thread = Thread.ofPlatform().name("witness").start(this::run);
    }

    /** Of all sessions whose application name begins so; Weir's are {@code weir/environment/…}. */
    static Witness of(EmbeddedPostgres server, String name) throws SQLException {
        return new Witness(server.connect("postgres"), name);
    }

    private void run() {
        try (var count =
                connection.prepareStatement(
                        "SELECT count(*) FROM pg_stat_activity WHERE starts_with(application_name, ?)")) {
            count.setString(1, name);
            while (!stopping) {
                try (var rows = count.executeQuery()) {
                    if (rows.next()) most = Math.max(most, rows.getInt(1));
                }
                looks.incrementAndGet();
                LockSupport.parkNanos(STEP.toNanos());
            }
        } catch (SQLException e) {
            failure = e;
        }
    }

    /** The most sessions that were there at once. */
    int most() {
        var broken = failure;
        if (broken != null) throw new IllegalStateException("the witness saw nothing", broken);
        return most;
    }

    /** How often it looked. */
    int looks() {
        return looks.get();
    }

    /** The sessions there are now. */
    static int now(EmbeddedPostgres server, String name) throws SQLException {
        try (var connection = server.connect("postgres");
                var count =
                        connection.prepareStatement(
                                "SELECT count(*) FROM pg_stat_activity WHERE starts_with(application_name, ?)")) {
            count.setString(1, name);
            try (var rows = count.executeQuery()) {
                return rows.next() ? rows.getInt(1) : 0;
            }
        }
    }

    @Override
    public void close() throws SQLException {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection.close();
    }
}
