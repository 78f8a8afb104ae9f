package dev.weir.it.fault;

import dev.weir.embedded.EmbeddedPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Counts, every 20 ms, the sessions of a role; connects again when the server was away. */
final class TirelessWitness implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(20);

    private final EmbeddedPostgres server;
    private final String role;
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger looks = new AtomicInteger();
    private final Thread thread;
    private volatile boolean stopping;

    TirelessWitness(EmbeddedPostgres server, String role) {
        this.server = server;
        this.role = role;
        thread = Thread.ofPlatform().name("witness").start(this::run);
    }

    private void run() {
        while (!stopping) {
            try {
                look();
            } catch (SQLException _) {
                LockSupport.parkNanos(STEP.toNanos());
            }
        }
    }

    private void look() throws SQLException {
        try (var connection = server.connect("postgres");
                var count =
                        connection.prepareStatement(
                                "SELECT count(*) FROM pg_stat_activity WHERE usename = ?")) {
            count.setString(1, role);
            while (!stopping) {
                try (var rows = count.executeQuery()) {
                    if (rows.next()) most.accumulateAndGet(rows.getInt(1), Math::max);
                }
                looks.incrementAndGet();
                LockSupport.parkNanos(STEP.toNanos());
            }
        }
    }

    /** The most at once since this was last asked. */
    int takeMost() {
        return most.getAndSet(0);
    }

    /** How often it looked. */
    int looks() {
        return looks.get();
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
