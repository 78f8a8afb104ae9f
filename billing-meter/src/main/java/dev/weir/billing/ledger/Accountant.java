package dev.weir.billing.ledger;

import dev.weir.billing.rating.Charge;
import dev.weir.billing.rating.HourUsage;
import dev.weir.billing.rating.Rater;
import dev.weir.billing.statement.Corrections;
import dev.weir.billing.statement.Statement;
import dev.weir.events.ProjectId;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Makes statements from the books. A month's statement holds what was used in it, what has come to
 * light of closed months since the statement before, and the corrections posted into it. The same
 * books and usage give the same statement.
 */
public final class Accountant {
    private final LedgerState books;
    private final String currency;
    private final Usage usage;

    /** Where the ledger's usage is read. */
    public interface Usage {
        /** A project's usage of a month, of entries up to a sequence number. */
        Collection<HourUsage> of(ProjectId project, YearMonth period, long asOf);

        /** Closed months for which a project's usage came in between two sequence numbers. */
        Collection<YearMonth> late(ProjectId project, YearMonth before, long after, long asOf);
    }

    /** Works with these books. */
    public Accountant(LedgerState books, String currency, Usage usage) {
        this.books = books;
        this.currency = currency;
        this.usage = usage;
    }

    /** All charges of a project's month, as of a sequence number. */
    public List<Charge> charges(ProjectId project, YearMonth period, long asOf) {
        var charges =
                new ArrayList<>(
                        Rater.rate(
                                project, period, usage.of(project, period, asOf), books.cards()));
        // What is late for a month before stands on the next statement issued after it came.
        var last = books.closedBefore(period);
        if (last.isPresent() && last.get().equals(period.minusMonths(1))) {
            long since = books.closedAt(last.get()).orElseThrow();
            for (var late : usage.late(project, period, since, asOf)) {
                charges.addAll(
                        Corrections.late(rate(project, late, since), rate(project, late, asOf)));
            }
        }
        for (var posted : books.postedInto(period, project)) {
            charges.add(
                    Corrections.agreed(
                            posted.id(),
                            posted.period(),
                            posted.environment(),
                            posted.amount(),
                            posted.reason()));
        }
        return charges;
    }

    /** A project's statement of a month, as of a sequence number. */
    public Statement statement(ProjectId project, YearMonth period, long asOf) {
        return Statement.of(project, period, currency, asOf, charges(project, period, asOf));
    }

    private List<Charge> rate(ProjectId project, YearMonth period, long asOf) {
        return Rater.rate(project, period, usage.of(project, period, asOf), books.cards());
    }
}
