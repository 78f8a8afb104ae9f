package dev.weir.billing.store;

import dev.weir.billing.ledger.Bodies;
import dev.weir.billing.ledger.Books.Stop;
import dev.weir.billing.ledger.Entry.BudgetReleased;
import dev.weir.billing.ledger.Entry.BudgetStopped;
import dev.weir.events.BudgetEvent;
import dev.weir.events.BudgetId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The ledger as an outbox: its entries of hard stops are told on the log in their order, each at
 * least once, after they are committed and never before. Only how far that has come is kept beside
 * it.
 */
public final class BudgetOutbox {
    private static final int MOST = 100;

    private final BillingDatabase database;

    /** What is to be told, and when it was entered. */
    public record Told(BudgetEvent fact, Instant at) {}

    private record Entered(long sequence, String kind, String body, Instant at) {}

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
            var entered = entered(connection, before.getAsLong());
            if (entered.isEmpty()) return 0;
            var facts = new ArrayList<Told>();
            for (var entry : entered) fact(connection, entry).ifPresent(facts::add);
            telling.accept(facts);
            mark(connection, entered.getLast().sequence);
            return facts.size();
        });
    }

    private static OptionalLong lock(Connection connection) throws SQLException {
        var sql = "SELECT told FROM budget_outbox FOR UPDATE SKIP LOCKED";
        try (var statement = connection.prepareStatement(sql);
                var rows = statement.executeQuery()) {
            return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
        }
    }

    private static List<Entered> entered(Connection connection, long after) throws SQLException {
        var sql =
                """
                SELECT seq, kind, body, recorded_at FROM ledger
                WHERE kind IN ('budget-stopped', 'budget-released') AND seq > ?
                ORDER BY seq LIMIT ?\
                """;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, after);
            statement.setInt(2, MOST);
            try (var rows = statement.executeQuery()) {
                var all = new ArrayList<Entered>();
                while (rows.next()) {
                    all.add(
                            new Entered(
                                    rows.getLong(1),
                                    rows.getString(2),
                                    rows.getString(3),
                                    Objects.requireNonNull(Ledger.instant(rows, 4))));
                }
                return all;
            }
        }
    }

    /** Empty for a stop of a budget that was not there, which stops nothing. */
    private static Optional<Told> fact(Connection connection, Entered entered) {
        var reader = new LedgerReader(connection);
        long sequence = entered.sequence;
        var fact =
                switch (Bodies.read(entered.kind, entered.body)) {
                    case BudgetStopped stopped ->
                            reader.books(sequence)
                                    .stop(stopped.budget())
                                    .map(stop -> stopped(stop, sequence));
                    case BudgetReleased released ->
                            reader.books(sequence - 1)
                                    .stop(released.budget())
                                    .map(stop -> released(stop, sequence));
                    default -> throw new IllegalStateException("not of a stop: " + entered.kind);
                };
        return fact.map(told -> new Told(told, entered.at));
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
