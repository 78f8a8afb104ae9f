package dev.weir.billing.store.ledger;

import dev.weir.billing.ledger.BudgetWatch;
import dev.weir.billing.ledger.Closing;
import dev.weir.billing.ledger.Entry;
import dev.weir.billing.ledger.Entry.PeriodClosed;
import dev.weir.billing.ledger.Entry.StatementIssued;
import dev.weir.billing.ledger.Entry.WatermarkReached;
import dev.weir.billing.store.BillingDatabase;
import dev.weir.billing.store.StoreFault;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Closes months and issues their statements, gives budget alerts, and notes the watermark. */
public final class ClosingStore {
    private final BillingDatabase database;
    private final String currency;
    private final Duration sourceLive;

    /** A store in the database. */
    public ClosingStore(BillingDatabase database, String currency, Duration sourceLive) {
        this.database = database;
        this.currency = currency;
        this.sourceLive = sourceLive;
    }

    /**
     * Takes the next step in a month's life, if it is time for one; statements are issued in the
     * same transaction as the month is closed.
     *
     * @return the step
     * @throws StoreFault when the database failed: nothing was written
     */
    public Optional<Entry> step(Instant now) {
        return database.write(connection -> {
            var head = LedgerTable.lock(connection);
            var reader = new LedgerReader(connection);
            var next =
                    Closing.next(
                            reader.books(head.sequence()),
                            reader.firstMonth(),
                            sourcesThrough(connection, now),
                            now);
            if (next.isEmpty()) return next;
            long sequence =
                    LedgerTable.append(
                            connection, head, List.of(next.get()), now, head.completeThrough());
            if (next.get() instanceof PeriodClosed(var period, var _)) {
                var issued =
                        new LedgerSnapshot(connection, currency, sequence)
                                .rated(period, null).stream()
                                        .map(billed -> new StatementIssued(billed.statement()))
                                        .toList();
                LedgerTable.append(connection, issued, now);
            }
            return next;
        });
    }

    /** Until when every source that is not over has sent what it measured. */
    private static @Nullable Instant sourcesThrough(Connection connection, Instant now)
            throws SQLException {
        var sql =
                """
                SELECT count(*), CASE WHEN bool_and(sent_through IS NOT NULL) THEN min(sent_through) END
                FROM source
                WHERE NOT (ended AND received = int8multirange(int8range(1, upper(received))))
                    AND declared_by IS NULL\
                """;
        try (var statement = connection.prepareStatement(sql);
                var rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1) == 0 ? now : LedgerTable.instant(rows, 2);
        }
    }

    /**
     * Gives the alerts that are due, stops what is spent, and releases what is not any more.
     *
     * @return what was entered
     * @throws StoreFault when the database failed: none was given
     */
    public List<Entry> watchBudgets(Instant now) {
        return database.write(connection -> {
            var head = LedgerTable.lock(connection);
            var sight = new LedgerSnapshot(connection, currency, head.sequence());
            var period = Closing.month(now);
            var due = new ArrayList<>(BudgetWatch.orphans(sight.books()));
            for (var budget : sight.books().budgets()) {
                var spent = BigDecimal.ZERO;
                for (var statement : sight.statements(period, budget.project())) {
                    var lines = statement.lines().stream();
                    spent =
                            budget.environment() == null
                                    ? spent.add(statement.total())
                                    : lines.filter(line ->
                                                    budget.environment()
                                                            .equals(line.item().environment()))
                                            .map(line -> line.exact())
                                            .reduce(spent, BigDecimal::add);
                }
                due.addAll(BudgetWatch.due(sight.books(), budget, period, spent));
            }
            if (!due.isEmpty()) {
                LedgerTable.append(connection, head, due, now, head.completeThrough());
            }
            return due;
        });
    }

    /**
     * Notes how far the usage is complete, when it has moved on by a minute without usage telling
     * so.
     *
     * @throws StoreFault when the database failed: nothing was written
     */
    public boolean noteWatermark(Instant now) {
        return database.write(connection -> {
            var head = LedgerTable.lock(connection);
            var through = Posting.completeThrough(connection, sourceLive);
            var before = head.completeThrough();
            if (through == null) return false;
            if (before != null && through.isBefore(before.plusSeconds(60))) return false;
            LedgerTable.append(
                    connection, head, List.of(new WatermarkReached(through)), now, through);
            return true;
        });
    }
}
