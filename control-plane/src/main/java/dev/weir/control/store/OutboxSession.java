package dev.weir.control.store;

import dev.weir.control.outbox.Entry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A publisher's session with the store: it may hold the lock of all publishers, and every statement
 * of a publisher goes over it, so that none takes effect once the lock is lost. Blocks.
 */
final class OutboxSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxSession.class);
    private static final long LOCK = 0x77656972_6f757462L;
    private static final Duration TIDY_EVERY = Duration.ofMinutes(1);

    /** A stopped process answers keepalives, and would keep the lock for as long as it stands. */
    private static final String END_WHEN_SILENT = "SET idle_session_timeout = '20s'";

    private final Connection connection;
    private boolean listening;
    private long tidiedAt = System.nanoTime();

    private OutboxSession(Connection connection) {
        this.connection = connection;
    }

    static OutboxSession open(Notifications.Address address) throws SQLException {
        var session = new OutboxSession(address.connect());
        try {
            session.execute(END_WHEN_SILENT);
            return session;
        } catch (SQLException e) {
            session.close();
            throw e;
        }
    }

    /** Whether this session has the lock, now. */
    boolean lock() throws SQLException {
        boolean won =
                Sql.first(
                                connection,
                                row -> row.getBoolean(1),
                                "SELECT pg_try_advisory_lock(?)",
                                LOCK)
                        .orElse(false);
        if (won && !listening) {
            execute("LISTEN weir_outbox");
            listening = true;
        }
        return won;
    }

    List<Entry> waiting(int most) throws SQLException {
        return Sql.list(
                connection,
                row ->
                        new Entry(
                                row.getLong(1),
                                row.getString(2),
                                row.getString(3),
                                row.getBytes(4)),
                "SELECT id, topic, key, payload FROM outbox WHERE published_at IS NULL"
                        + " ORDER BY id LIMIT ?",
                most);
    }

    void mark(List<Long> ids) throws SQLException {
        Sql.update(
                connection,
                "UPDATE outbox SET published_at = now() WHERE id = ANY (?)",
                connection.createArrayOf("bigint", ids.toArray()));
    }

    /** Until something is written to the outbox, or the time is over. */
    void watch(Duration most) throws SQLException {
        connection.unwrap(PGConnection.class).getNotifications(Math.toIntExact(most.toMillis()));
    }

    /** Now and then: forgets what was told long ago. */
    void tidy() throws SQLException {
        if (System.nanoTime() - tidiedAt < TIDY_EVERY.toNanos()) return;
        tidiedAt = System.nanoTime();
        Sql.update(connection, "DELETE FROM outbox WHERE published_at < now() - interval '1 hour'");
        Sql.update(
                connection, "DELETE FROM idempotency WHERE created_at < now() - interval '1 day'");
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.atDebug().addKeyValue("state", e.getSQLState()).log("connection not closed");
        }
    }
}
