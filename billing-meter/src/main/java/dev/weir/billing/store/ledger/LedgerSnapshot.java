package dev.weir.billing.store.ledger;

import dev.weir.billing.export.Billed;
import dev.weir.billing.ledger.Accountant;
import dev.weir.billing.ledger.Correction;
import dev.weir.billing.ledger.LedgerState;
import dev.weir.billing.ledger.PeriodState;
import dev.weir.billing.statement.Statement;
import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import java.sql.Connection;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The ledger as of one sequence number, for as long as its transaction lasts. */
public final class LedgerSnapshot {
    private final LedgerReader reader;
    private final String currency;
    private final long asOf;
    private final LedgerState books;

    public LedgerSnapshot(Connection connection, String currency, long asOf) {
        this.reader = new LedgerReader(connection);
        this.currency = currency;
        this.asOf = asOf;
        this.books = reader.books(asOf);
    }

    /** The sequence number. */
    public long asOf() {
        return asOf;
    }

    /** The watermark as it was known. */
    public @Nullable Instant completeThrough() {
        return reader.completeThrough(asOf);
    }

    /** What the entries come to. */
    public LedgerState books() {
        return books;
    }

    /** What an environment was called; null when nobody had said. */
    public @Nullable String nameOf(String environment) {
        return books.environment(new EnvironmentId(environment))
                .map(named -> named.name())
                .orElse(null);
    }

    /** The month of the earliest usage; null when there is none. */
    public @Nullable YearMonth firstMonth() {
        return reader.firstMonth();
    }

    /** A month's statements: those issued, or drafts of them while it is not closed. */
    public List<Statement> statements(YearMonth period, @Nullable ProjectId project) {
        if (books.state(period) == PeriodState.CLOSED) {
            return reader.statements(period, project, asOf);
        }
        return rated(period, project).stream().map(Billed::statement).toList();
    }

    /** The same, rated anew from usage and prices, with the charges they were made from. */
    public List<Billed> rated(YearMonth period, @Nullable ProjectId project) {
        boolean closed = books.state(period) == PeriodState.CLOSED;
        long until = books.closedAt(period).orElse(asOf);
        var then = until == asOf ? books : reader.books(until);
        var accountant = new Accountant(then, currency, reader);
        return projects(then, period, until).stream()
                .filter(id -> project == null || project.equals(id))
                .map(id -> {
                    var charges = accountant.charges(id, period, until);
                    return new Billed(
                            Statement.of(id, period, currency, until, charges), charges, closed);
                })
                .filter(billed -> !billed.charges().isEmpty())
                .toList();
    }

    private List<ProjectId> projects(LedgerState then, YearMonth period, long until) {
        long since =
                then.closedBefore(period)
                        .map(before -> then.closedAt(before).orElse(until))
                        .orElse(until);
        var all = new TreeSet<>(Comparator.comparing(ProjectId::value));
        all.addAll(reader.projects(period, since, until));
        then.corrections().stream()
                .filter(correction -> period.equals(correction.into()))
                .map(Correction::project)
                .forEach(all::add);
        return List.copyOf(all);
    }

    public LedgerReader reader() {
        return reader;
    }
}
