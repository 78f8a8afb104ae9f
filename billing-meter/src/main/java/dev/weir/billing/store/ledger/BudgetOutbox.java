package dev.weir.billing.store.ledger;

import dev.weir.billing.ledger.Entry;
import dev.weir.billing.ledger.Entry.BudgetReleased;
import dev.weir.billing.ledger.Entry.BudgetStopped;
import dev.weir.billing.ledger.LedgerState;
import dev.weir.billing.ledger.LedgerState.Stop;
import dev.weir.billing.store.BillingDatabase;
import dev.weir.billing.store.StoreFault;
import dev.weir.events.BudgetEvent;
import dev.weir.events.BudgetId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger as an outbox: its entries of hard stops are told on the log in their order, each at
 * least once, after they are committed and never before. Only how far that has come is kept beside
 * it.
 */
public final class BudgetOutbox {
    private static final Logger LOG = LoggerFactory.getLogger(BudgetOutbox.class);

    /** More than any month has, and little enough for one transaction of the log. */
    private static final int MOST = 10_000;

    private final BillingDatabase database;

    /** What is to be told, and when it was entered. */
    public record Told(BudgetEvent fact, Instant at) {}

    /** An outbox in the database. */
    public BudgetOutbox(BillingDatabase database) {
        this.database = database;
    }

    /**
     * Tells what was not told yet. One meter at a time does; where another one is at it, nothing is
     * done.
     *
     * @param telling returns when all of it is in the log for good; whatever it throws leaves
     *     everything to be told again
     * @return how much was told
     * @throws StoreFault when the database failed
     */
    public int tell(Consumer<List<Told>> telling) {
        return database.write(connection -> {
            var before = lock(connection);
            if (before.isEmpty()) return 0;
            var last = last(connection, before.getAsLong());
            if (last.isEmpty()) return 0;
            var due = due(connection, before.getAsLong(), last.getAsLong());
            telling.accept(due);
            mark(connection, last.getAsLong());
            return due.size();
        });
    }

    /** Up to where it was told; empty while another meter tells. */
    private static OptionalLong lock(Connection connection) throws SQLException {
        var told = number(connection, "SELECT told FROM budget_outbox FOR UPDATE SKIP LOCKED");
        if (told.isPresent() || number(connection, "SELECT 1 FROM budget_outbox").isPresent()) {
            return told;
        }
        // What is told twice changes nothing, what is never told leaves environments as they are.
        LOG.atWarn().log("how far budgets were told is lost, telling all of them again");
        return number(
                connection,
                "INSERT INTO budget_outbox (told) VALUES (0) ON CONFLICT DO NOTHING RETURNING told");
    }

    private static OptionalLong number(Connection connection, String sql) throws SQLException {
        try (var statement = connection.prepareStatement(sql);
                var rows = statement.executeQuery()) {
            return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
        }
    }

    /** The last entry that this look tells. */
    private static OptionalLong last(Connection connection, long after) throws SQLException {
        var sql =
                """
                SELECT seq FROM (
                    SELECT seq FROM ledger
                    WHERE kind IN ('budget-stopped', 'budget-released') AND seq > ?
                    ORDER BY seq LIMIT ?) AS due
                ORDER BY seq DESC LIMIT 1\
                """;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, after);
            statement.setInt(2, MOST);
            try (var rows = statement.executeQuery()) {
                return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    private static List<Told> due(Connection connection, long after, long last) {
        var books = new LedgerState();
        var due = new ArrayList<Told>();
        new LedgerReader(connection)
                .fold(
                        last,
                        (sequence, entry, at) -> {
                            var fact = apply(books, sequence, entry);
                            if (sequence > after) fact.ifPresent(f -> due.add(new Told(f, at)));
                        });
        return due;
    }

    /**
     * What an entry tells; nothing for a stop of a budget that was not there, which stops nothing.
     */
    private static Optional<BudgetEvent> apply(LedgerState books, long sequence, Entry entry) {
        return switch (entry) {
            case BudgetStopped stopped -> {
                books.apply(sequence, entry);
                yield books.stop(stopped.budget()).map(stop -> stopped(stop, sequence));
            }
            case BudgetReleased released -> {
                var ended = books.stop(released.budget());
                books.apply(sequence, entry);
                yield ended.map(stop -> released(stop, sequence));
            }
            default -> {
                books.apply(sequence, entry);
                yield Optional.empty();
            }
        };
    }

    private static BudgetEvent stopped(Stop stop, long sequence) {
        return new BudgetEvent.BudgetStopped(
                new BudgetId(stop.budget()),
                sequence,
                stop.project(),
                stop.environment(),
                stop.period());
    }

    private static BudgetEvent released(Stop stop, long sequence) {
        return new BudgetEvent.BudgetReleased(
                new BudgetId(stop.budget()),
                sequence,
                stop.project(),
                stop.environment(),
                stop.period());
    }

    private static void mark(Connection connection, long told) throws SQLException {
        try (var statement = connection.prepareStatement("UPDATE budget_outbox SET told = ?")) {
            statement.setLong(1, told);
            statement.executeUpdate();
        }
    }
}
