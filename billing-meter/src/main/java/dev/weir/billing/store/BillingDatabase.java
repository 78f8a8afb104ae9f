package dev.weir.billing.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.runtime.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.flywaydb.core.Flyway;

/** The meter's connections to its database, in which it owns the schema {@code billing}. */
public final class BillingDatabase implements AutoCloseable {
    /** The schema's name. */
    public static final String SCHEMA = "billing";

    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(30);

    private final HikariDataSource connections;

    /**
     * Prepares connections, and opens none yet.
     *
     * @param jdbcUrl {@code jdbc:postgresql://…}, without credentials
     * @param maxConnections at most this many are open
     */
    public BillingDatabase(String jdbcUrl, String user, Secret password, int maxConnections) {
        var config = new HikariConfig();
        config.setPoolName("billing");
        config.setJdbcUrl(jdbcUrl);
        config.setUsername(user);
        config.setPassword(password.value());
        // Not setSchema: that is a statement, which leaves a new connection in a transaction.
        config.addDataSourceProperty("currentSchema", SCHEMA);
        config.setMaximumPoolSize(maxConnections);
        config.setMinimumIdle(1);
        config.setAutoCommit(false);
        config.setConnectionTimeout(Duration.ofSeconds(10).toMillis());
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("ApplicationName", "weir-billing-meter");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty(
                "socketTimeout", STATEMENT_TIMEOUT.plusSeconds(10).toSeconds());
        config.addDataSourceProperty(
                "options",
                "-c statement_timeout="
                        + STATEMENT_TIMEOUT.toMillis()
                        + " -c idle_in_transaction_session_timeout=60000 -c TimeZone=UTC");
        connections = new HikariDataSource(config);
    }

    /**
     * Brings the schema up to this version's. Several processes may do so at once.
     *
     * @throws StoreFault when the database is out of reach, or newer than this version
     */
    public void migrate() {
        try {
            Flyway.configure()
                    .dataSource(connections)
                    .schemas(SCHEMA)
                    .createSchemas(true)
                    .locations("classpath:dev/weir/billing/store/migration")
                    .load()
                    .migrate();
        } catch (RuntimeException e) {
            throw new StoreFault("the schema " + SCHEMA + " could not be brought up to date", e);
        }
    }

    /** Work within one transaction. */
    @FunctionalInterface
    public interface Work<T> {
        /** Does it on a connection that is neither committed nor closed by the work itself. */
        T in(Connection connection) throws SQLException;
    }

    /**
     * Runs the work in a transaction of its own and commits it; rolls back when it throws.
     *
     * @throws StoreFault when the database failed
     */
    public <T> T write(Work<T> work) {
        return transaction(work, Connection.TRANSACTION_READ_COMMITTED, false);
    }

    /**
     * Runs queries that all see the same state.
     *
     * @throws StoreFault when the database failed
     */
    public <T> T read(Work<T> work) {
        return transaction(work, Connection.TRANSACTION_REPEATABLE_READ, true);
    }

    private <T> T transaction(Work<T> work, int isolation, boolean readOnly) {
        try (var connection = connections.getConnection()) {
            connection.setTransactionIsolation(isolation);
            connection.setReadOnly(readOnly);
            try {
                var result = work.in(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            throw new StoreFault("billing database: SQLSTATE " + e.getSQLState(), e);
        } catch (ArithmeticException e) {
            throw new StoreFault("a sum is beyond 2^63", e);
        }
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        connections.close();
    }
}
