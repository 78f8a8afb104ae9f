package dev.weir.control.store;

import dev.weir.events.DatabaseId;
import dev.weir.runtime.Secret;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on a channel of the store, over a connection of its own, so that what one replica commits
 * wakes all of them. After a loss of the connection listeners are called as well, since something
 * may have been missed.
 */
public final class Notifications {
    /** On which the id of a database is told that somebody has changed. */
    public static final String DATABASES = "weir_database";

    private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);
    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Address address;
    private final String channel;
    private final Consumer<@Nullable String> listener;
    private volatile boolean stopping;
    private volatile @Nullable Connection connection;
    private @Nullable Thread thread;

    /** Where the store is. */
    public record Address(String jdbcUrl, String user, Secret password) {
        /** A connection outside of the pool, which commits every statement. */
        Connection connect() throws SQLException {
            var properties = new Properties();
            properties.setProperty("user", user);
            properties.setProperty("password", password.value());
            properties.setProperty("connectTimeout", "5");
            properties.setProperty("tcpKeepAlive", "true");
            properties.setProperty("ApplicationName", "weir-control");
            return DriverManager.getConnection(jdbcUrl, properties);
        }
    }

    /**
     * A listener on a channel.
     *
     * @param listener takes each payload; null: look at everything
     */
    public Notifications(Address address, String channel, Consumer<@Nullable String> listener) {
        this.address = address;
        this.channel = channel;
        this.listener = listener;
    }

    /** Lets all replicas know, once the transaction is committed, that a database has changed. */
    static void changed(Connection connection, DatabaseId database) throws SQLException {
        Sql.first(connection, row -> "", "SELECT pg_notify(?, ?)", DATABASES, database.value());
    }

    /** Begins to listen. */
    public void start() {
        thread = Thread.ofPlatform().name("listen-" + channel).start(this::run);
    }

    /** Ends. */
    public void stop(Duration deadline) throws InterruptedException {
        stopping = true;
        close();
        var running = thread;
        if (running == null) return;
        running.interrupt();
        running.join(deadline);
    }

    private void run() {
        while (!stopping) {
            try (var opened = address.connect()) {
                connection = opened;
                try (var statement = opened.createStatement()) {
                    statement.execute("LISTEN " + channel);
                }
                listener.accept(null);
                listen(opened);
            } catch (SQLException e) {
                if (stopping) return;
                LOG.atDebug().addKeyValue("state", e.getSQLState()).log("store not listened to");
                try {
                    Thread.sleep(PAUSE);
                } catch (InterruptedException _) {
                    return;
                }
            }
        }
    }

    private void listen(Connection opened) throws SQLException {
        var postgres = opened.unwrap(PGConnection.class);
        while (!stopping) {
            var notifications = postgres.getNotifications(Math.toIntExact(WAIT.toMillis()));
            if (notifications == null) continue;
            for (var notification : notifications) listener.accept(notification.getParameter());
        }
    }

    private void close() {
        var open = connection;
        if (open == null) return;
        try {
            open.close();
        } catch (SQLException e) {
            LOG.atDebug().addKeyValue("state", e.getSQLState()).log("connection not closed");
        }
    }
}
