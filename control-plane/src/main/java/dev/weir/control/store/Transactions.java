package dev.weir.control.store;

import dev.weir.control.management.StoreFault;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Runs work in transactions on pooled connections. Blocks. */
public final class Transactions {
    private final DataSource source;

    /** Transactions on a source of connections, whose auto-commit is off. */
    public Transactions(DataSource source) {
        this.source = source;
    }

    /** What is done in a transaction. */
    @FunctionalInterface
    public interface Work<T> {
        /** Whatever it throws undoes the transaction. */
        T in(Connection connection) throws SQLException;
    }

    /**
     * Commits what the work did and returns its result.
     *
     * @throws StoreFault if the store is out of reach or refuses; after a failed commit it is not
     *     known whether the work was done
     */
    public <T> T run(Work<T> work) {
        try (var connection = source.getConnection()) {
            try {
                var result = work.in(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                undo(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            // The server's message may quote values: its state says enough.
            var state = e.getSQLState();
            boolean aboutData = state != null && state.startsWith("22");
            throw new StoreFault("store: SQLSTATE " + state, e, aboutData);
        }
    }

    private static void undo(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
