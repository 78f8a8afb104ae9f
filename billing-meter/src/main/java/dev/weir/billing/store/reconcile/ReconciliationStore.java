package dev.weir.billing.store.reconcile;

import dev.weir.billing.export.Billed;
import dev.weir.billing.ledger.PeriodState;
import dev.weir.billing.rating.Metric;
import dev.weir.billing.reconcile.Level;
import dev.weir.billing.reconcile.Reconciliation;
import dev.weir.billing.statement.Line;
import dev.weir.billing.statement.Statement;
import dev.weir.billing.store.BillingDatabase;
import dev.weir.billing.store.StoreFault;
import dev.weir.billing.store.ledger.Exports;
import dev.weir.billing.store.ledger.LedgerSnapshot;
import dev.weir.billing.store.ledger.LedgerTable;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares the stages of a month, each read from where it is kept. */
public final class ReconciliationStore {
    private static final Logger LOG = LoggerFactory.getLogger(ReconciliationStore.class);

    private final BillingDatabase database;
    private final String currency;
    private final String provider;

    /** A store in the database. */
    public ReconciliationStore(BillingDatabase database, String currency, String provider) {
        this.database = database;
        this.currency = currency;
        this.provider = provider;
    }

    /**
     * All levels of a month, as of now.
     *
     * @throws StoreFault when the database failed
     */
    public Reconciliation of(YearMonth period) {
        return database.read(connection -> of(connection, period));
    }

    public Reconciliation of(Connection connection, YearMonth period) throws SQLException {
        var stages = new ReconciliationQueries(connection);
        var levels = new ArrayList<Level>();
        levels.add(readable("R0", period, () -> stages.clocks(period)));
        levels.add(readable("R1", period, stages::sources));
        levels.add(readable("R2", period, stages::offsets));
        try {
            var sight =
                    new LedgerSnapshot(
                            connection, currency, LedgerTable.head(connection).sequence());
            levels.addAll(priced(connection, stages, sight, period));
            return new Reconciliation(
                    period, levels, stages.platform(period), sight.asOf(), sight.completeThrough());
        } catch (StoreFault e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("period", period)
                    .setCause(e)
                    .log("the ledger cannot be read");
            // Whatever stands in the ledger is what somebody wrote past this program.
            for (var id : List.of("R3", "R4", "R5", "R6", "R7")) {
                levels.add(Level.unreadable(id, "the ledger cannot be read: " + e.getMessage()));
            }
            return new Reconciliation(period, levels, stages.platform(period), 0, null);
        }
    }

    private List<Level> priced(
            Connection connection,
            ReconciliationQueries stages,
            LedgerSnapshot sight,
            YearMonth period)
            throws SQLException {
        var rollups = stages.rollups(period, sight.books());
        var statements = sight.statements(period, null);
        var rated = sight.rated(period, null);
        return List.of(
                rollups,
                rated(sight, period, statements),
                statement(statements),
                readable(
                        "R6", period, () -> exported(connection, sight, period, statements, rated)),
                again(statements, rated));
    }

    private interface Stage {
        Level level() throws SQLException;
    }

    /** What cannot even be read is red, and the other stages are told all the same. */
    private static Level readable(String id, YearMonth period, Stage stage) throws SQLException {
        try {
            return stage.level();
        } catch (StoreFault e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("level", id)
                    .addKeyValue("period", period)
                    .setCause(e)
                    .log("a row cannot be read");
            return Level.unreadable(id, "a row cannot be read: " + e.getMessage());
        }
    }

    /** What is on statements, later ones included, against the ledger. */
    private static Level rated(LedgerSnapshot sight, YearMonth period, List<Statement> statements) {
        var books = sight.books();
        long until = sight.asOf();
        var all = Stream.of(statements);
        if (books.state(period) == PeriodState.CLOSED) {
            var closed = books.closedPeriods();
            until = books.closedAt(closed.getLast()).orElse(until);
            var later =
                    closed.stream()
                            .filter(month -> month.isAfter(period))
                            .map(month -> sight.statements(month, null));
            all = Stream.concat(all, later);
        }
        var consumed =
                all.flatMap(List::stream)
                        .flatMap(statement -> statement.lines().stream())
                        .filter(line ->
                                line.item().metric() == Metric.CPU
                                        && line.item().period().equals(period))
                        .map(Line::consumed)
                        .reduce(BigDecimal.ZERO, BigDecimal::add);
        var used = Metric.CPU.quantity(sight.reader().used(period, until));
        return Level.exact(
                "R4", "usage in the ledger, usage on statements", "Core-Seconds", used, consumed);
    }

    private static Level statement(List<Statement> statements) {
        var lines = BigDecimal.ZERO;
        var totals = BigDecimal.ZERO;
        var problems = new ArrayList<String>();
        for (var statement : statements) {
            for (var line : statement.lines()) lines = lines.add(line.cost());
            lines = lines.add(statement.rounding());
            totals = totals.add(statement.total());
            var exact =
                    statement.lines().stream()
                            .map(Line::exact)
                            .reduce(BigDecimal.ZERO, BigDecimal::add);
            var half = BigDecimal.valueOf(5, Statement.digits(statement.currency()) + 1);
            if (exact.subtract(statement.total()).abs().compareTo(half) > 0) {
                problems.add(
                        statement.number()
                                + ": the exact lines come to "
                                + exact
                                + ", the total is "
                                + statement.total());
            }
        }
        return Level.exact("R5", "statement lines, statement totals", "money", lines, totals)
                .with(problems);
    }

    private Level exported(
            Connection connection,
            LedgerSnapshot sight,
            YearMonth period,
            List<Statement> statements,
            List<Billed> rated)
            throws SQLException {
        var exports = new Exports(connection, currency, provider);
        return exports.level(sight, period, totals(statements), rated);
    }

    private static Level again(List<Statement> statements, List<Billed> rated) {
        var problems = new ArrayList<String>();
        var anew = rated.stream().map(Billed::statement).toList();
        for (var statement : statements) {
            if (!anew.contains(statement)) {
                problems.add(statement.number() + " does not come out again");
            }
        }
        for (var statement : anew) {
            if (!statements.contains(statement)) {
                problems.add(
                        statement.number() + " comes out of the ledger as " + statement.total());
            }
        }
        return Level.exact(
                        "R7",
                        "statements, the same rated anew from the ledger",
                        "money",
                        totals(statements),
                        totals(anew))
                .with(problems);
    }

    private static BigDecimal totals(List<Statement> statements) {
        return statements.stream().map(Statement::total).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
