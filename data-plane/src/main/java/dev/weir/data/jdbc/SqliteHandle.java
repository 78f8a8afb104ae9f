package dev.weir.data.jdbc;

import dev.weir.data.database.DatabaseFault;
import dev.weir.data.database.DatabaseFault.Kind;
import dev.weir.data.database.Statement;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;
import org.sqlite.SQLiteOpenMode;
import org.sqlite.jdbc4.JDBC4Connection;

/** The driver's connection. For its thread; only {@link #cancel} is for any. */
final class SqliteHandle {
    /** How long a statement waits for another connection's lock, as Prisma's adapter does. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /** Steps of SQLite's machine between two looks at the clock: about 0.1 ms. */
    private static final int STEPS = 10_000;

    private final SQLiteConnection connection;
    private SqliteSession.@Nullable Work work;
    private long deadline;
    private volatile boolean cancelled;

    private SqliteHandle(SQLiteConnection connection) {
        this.connection = connection;
    }

    static SqliteHandle open(SqliteFile file) {
        try {
            var config = new SQLiteConfig();
            config.enforceForeignKeys(true);
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setBusyTimeout((int) LONGEST_WAIT.toMillis());
            config.enableLoadExtension(false);
            config.resetOpenMode(SQLiteOpenMode.CREATE);
            Properties properties = config.toProperties();
            var path = file.path().toString();
            var connection = new JDBC4Connection("jdbc:sqlite:" + path, path, properties);
            var handle = new SqliteHandle(connection);
            // ATTACH and VACUUM INTO would reach other files of the node.
            connection.setLimit(SQLiteLimits.SQLITE_LIMIT_ATTACHED, 0);
            ProgressHandler.setHandler(connection, STEPS, handle.new Watch());
            return handle;
        } catch (SQLException e) {
            throw new DatabaseFault(
                    Kind.UNREACHABLE, "", "the SQLite file cannot be opened", Map.of());
        }
    }

    /** Ends a statement that runs for too long or that nobody waits for. */
    private final class Watch extends ProgressHandler {
        @Override
        protected int progress() {
            return isOver() ? 1 : 0;
        }
    }

    private boolean isOver() {
        var own = work;
        return cancelled || (own != null && (own.cancelled || System.nanoTime() - deadline > 0));
    }

    long run(Statement statement, SqliteSession.Work own, RowHandover rows) {
        OneStatement.check(statement.sql());
        return within(
                own,
                () -> {
                    try (var prepared = connection.prepareStatement(statement.sql())) {
                        SqliteArguments.bind(prepared, statement);
                        return prepared.execute()
                                ? read(prepared, rows)
                                : prepared.getUpdateCount();
                    }
                });
    }

    private long read(PreparedStatement prepared, RowHandover rows) throws SQLException {
        try (var result = prepared.getResultSet()) {
            var reader = new SqliteRows(result);
            for (var row = reader.next(); row != null; row = reader.next()) {
                if (isOver()) throw late();
                rows.add(reader, row, deadline);
            }
            return rows.end(reader, deadline);
        }
    }

    /**
     * Runs statements one after the other. By the library's call: the driver's own statements know
     * commands that copy files.
     */
    long runScript(String sql, SqliteSession.Work own) {
        return within(
                own,
                () -> {
                    var database = connection.getDatabase();
                    long before = database.total_changes();
                    int code = database._exec(sql);
                    if (code != 0) database.throwex(code);
                    return database.total_changes() - before;
                });
    }

    /** Commits; a transaction whose commit fails is rolled back. */
    void commit(SqliteSession.Work own) {
        try {
            runScript("COMMIT", own);
        } catch (DatabaseFault fault) {
            if (isInTransaction()) rollback(own);
            throw fault;
        }
    }

    /** Rolls back; some faults have ended the transaction already. */
    void rollback(SqliteSession.Work own) {
        if (isInTransaction()) runScript("ROLLBACK", new SqliteSession.Work(own.limits));
    }

    private boolean isInTransaction() {
        try {
            var database = connection.getDatabase();
            // Refused within a transaction, and without an effect outside of one.
            return database._exec("BEGIN") != 0 || database._exec("ROLLBACK") != 0;
        } catch (SQLException _) {
            return true;
        }
    }

    boolean answers() {
        try (var statement = connection.prepareStatement("SELECT 1")) {
            return statement.execute();
        } catch (SQLException _) {
            return false;
        }
    }

    /** Ends what runs, and lets nothing more begin. */
    void cancel() {
        cancelled = true;
    }

    void close() {
        try {
            cancelled = false;
            work = null;
            connection.close();
        } catch (SQLException _) {
            // The file is closed with the process at the latest; nothing can be done about it here.
        }
    }

    /** A call of the driver. */
    private interface Call {
        long run() throws SQLException;
    }

    private long within(SqliteSession.Work own, Call call) {
        if (cancelled) throw ConnectionThread.closed();
        work = own;
        deadline = System.nanoTime() + own.limits.statementTimeout().toNanos();
        if (own.cancelled) throw late();
        try {
            return call.run();
        } catch (SQLException e) {
            throw isOver() ? late() : SqliteFaults.of(e);
        } finally {
            work = null;
        }
    }

    private static DatabaseFault late() {
        return new DatabaseFault(
                Kind.TIMEOUT, "", "the statement ran past its time limit", Map.of());
    }
}
