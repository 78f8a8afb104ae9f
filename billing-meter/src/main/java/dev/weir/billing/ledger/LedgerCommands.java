package dev.weir.billing.ledger;

import dev.weir.billing.ledger.Command.ApproveCorrection;
import dev.weir.billing.ledger.Command.AssignCard;
import dev.weir.billing.ledger.Command.IfUnchanged;
import dev.weir.billing.ledger.Command.PostCorrection;
import dev.weir.billing.ledger.Command.ProposeCorrection;
import dev.weir.billing.ledger.Command.PublishCard;
import dev.weir.billing.ledger.Command.RejectCorrection;
import dev.weir.billing.ledger.Command.RemoveBudget;
import dev.weir.billing.ledger.Command.SetBudget;
import dev.weir.billing.ledger.Correction.State;
import dev.weir.billing.ledger.Refusal.Conflicting;
import dev.weir.billing.ledger.Refusal.Impossible;
import dev.weir.billing.ledger.Refusal.SamePerson;
import dev.weir.billing.ledger.Refusal.Stale;
import dev.weir.billing.ledger.Refusal.Unknown;
import dev.weir.billing.rating.RateCard;
import dev.weir.billing.statement.Statement;
import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides what persons may do to the books. The same books and question give the same decision. */
public final class LedgerCommands {
    private static final BigDecimal LARGEST = new BigDecimal("1000000000");
    private static final int LONGEST_REASON = 500;
    private static final int MOST_BUDGETS = 1_000;
    private static final int MOST_CARDS = 10_000;

    private final LedgerState books;
    private final String currency;

    /** A decision. */
    public sealed interface Decision {}

    /** It is done by this entry. */
    public record Done(Entry entry) implements Decision {}

    /** It was done before, by an equal command: this entry holds. */
    public record Already(Entry entry) implements Decision {}

    /** It is not done. */
    public record Refused(Refusal refusal) implements Decision {}

    /**
     * Decides on these books.
     *
     * @param currency that all amounts are in
     */
    public LedgerCommands(LedgerState books, String currency) {
        this.books = books;
        this.currency = currency;
    }

    /**
     * Decides.
     *
     * @param by the name of who asks
     * @throws IllegalArgumentException with the rule, for numbers and texts out of bounds
     */
    public Decision decide(Command ask, String by, Instant now) {
        return switch (ask) {
            case PublishCard card -> publish(card, by);
            case AssignCard(var assignment) -> {
                if (books.cards().isNewest(assignment)) {
                    yield new Already(new Entry.CardAssigned(assignment, by));
                }
                if (books.cards().newest(assignment.card()).isEmpty()) {
                    yield refused(new Unknown("there is no rate card " + assignment.card()));
                }
                var project = assignment.project();
                if (project != null && !books.knows(project)) yield refused(unknown(project));
                yield isClosed(assignment.effectiveFrom())
                        ? refused(closed(assignment.effectiveFrom()))
                        : done(new Entry.CardAssigned(assignment, by));
            }
            case ProposeCorrection proposal -> propose(proposal, by);
            case ApproveCorrection(var id) ->
                    decideOn(id, by, new Entry.CorrectionApproved(id, by));
            case RejectCorrection(var id) -> decideOn(id, by, new Entry.CorrectionRejected(id, by));
            case PostCorrection(var id) -> post(id, by, now);
            case SetBudget budget -> set(budget, by);
            case IfUnchanged(var id, var version, var command) -> {
                int present = books.budget(id).map(Budget::version).orElse(0);
                yield present == version
                        ? decide(command, by, now)
                        : refused(new Stale(stale(id, present)));
            }
            case RemoveBudget(var id) ->
                    books.budgets().stream().anyMatch(budget -> budget.id().equals(id))
                            ? done(new Entry.BudgetRemoved(id, by))
                            : refused(new Unknown("there is no budget " + id));
        };
    }

    private Decision publish(PublishCard ask, String by) {
        var before = books.cards().newest(ask.id());
        int version = before.map(card -> card.version() + 1).orElse(1);
        var card =
                new RateCard(
                        ask.id(),
                        version,
                        ask.name(),
                        ask.effectiveFrom(),
                        ask.minimum(),
                        ask.rates());
        if (before.isPresent() && isSame(before.get(), card)) {
            return new Already(new Entry.CardPublished(before.get(), by));
        }
        if (books.cards().cards().size() >= MOST_CARDS) {
            return refused(new Impossible("there are " + MOST_CARDS + " rate cards already"));
        }
        if (before.isPresent() && !before.get().effectiveFrom().isBefore(card.effectiveFrom())) {
            return refused(
                    new Conflicting(
                            "effectiveFrom must be after that of version "
                                    + before.get().version()
                                    + ": "
                                    + before.get().effectiveFrom()));
        }
        return isClosed(card.effectiveFrom())
                ? refused(closed(card.effectiveFrom()))
                : done(new Entry.CardPublished(card, by));
    }

    /** Whether two versions say the same, in the one form that the ledger keeps. */
    private static boolean isSame(RateCard before, RateCard card) {
        var same =
                new RateCard(
                        card.id(),
                        before.version(),
                        card.name(),
                        card.effectiveFrom(),
                        card.minimum(),
                        card.rates());
        return Bodies.write(new Entry.CardPublished(before, ""))
                .equals(Bodies.write(new Entry.CardPublished(same, "")));
    }

    private static String stale(String budget, int version) {
        return version == 0
                ? "there is no budget " + budget
                : "the budget " + budget + " has the version " + version + " now";
    }

    private Decision propose(ProposeCorrection ask, String by) {
        var stranger = stranger(ask.project(), ask.environment());
        if (stranger.isPresent()) return refused(stranger.get());
        if (books.closedAt(ask.period()).isEmpty()) {
            return refused(new Impossible("the month " + ask.period() + " is not closed"));
        }
        var amount = ask.amount();
        if (amount.signum() == 0
                || amount.abs().compareTo(LARGEST) > 0
                || amount.stripTrailingZeros().scale() > Statement.digits(currency)) {
            throw new IllegalArgumentException(
                    "amount must not be 0, at most 10^9, with at most "
                            + Statement.digits(currency)
                            + " decimals");
        }
        if (ask.reason().isBlank() || ask.reason().length() > LONGEST_REASON) {
            throw new IllegalArgumentException(
                    "reason must have 1 to " + LONGEST_REASON + " characters");
        }
        return done(
                new Entry.CorrectionProposed(
                        "correction-" + (books.corrections().size() + 1),
                        ask.project(),
                        ask.environment(),
                        ask.period(),
                        amount.setScale(Statement.digits(currency)),
                        ask.reason(),
                        by));
    }

    private Decision decideOn(String id, String by, Entry entry) {
        var found = books.correction(id);
        if (found.isEmpty()) return refused(unknown(id));
        var correction = found.get();
        if (correction.state() != State.PROPOSED) return refused(notNow(correction, "PROPOSED"));
        if (correction.proposedBy().equals(by)) {
            return refused(new SamePerson("who proposed " + id + " cannot decide on it"));
        }
        return done(entry);
    }

    private Decision post(String id, String by, Instant now) {
        var found = books.correction(id);
        if (found.isEmpty()) return refused(unknown(id));
        if (found.get().state() != State.APPROVED) return refused(notNow(found.get(), "APPROVED"));
        var into = Closing.month(now);
        var closed = books.closedPeriods();
        if (!closed.isEmpty() && !into.isAfter(closed.getLast())) {
            into = closed.getLast().plusMonths(1);
        }
        return done(new Entry.CorrectionPosted(id, into, by));
    }

    private Decision set(SetBudget ask, String by) {
        var stranger = stranger(ask.project(), ask.environment());
        if (stranger.isPresent()) return refused(stranger.get());
        boolean isNew = books.budgets().stream().noneMatch(one -> one.id().equals(ask.id()));
        if (isNew && books.budgets().size() >= MOST_BUDGETS) {
            return refused(new Impossible("there are " + MOST_BUDGETS + " budgets already"));
        }
        var budget =
                new Budget(
                        ask.id(),
                        books.nextVersion(ask.id()),
                        ask.project(),
                        ask.environment(),
                        ask.amount(),
                        ask.thresholds(),
                        ask.hardStop());
        var present = books.budget(ask.id());
        if (present.isPresent() && isSame(present.get(), budget)) {
            return new Already(new Entry.BudgetSet(present.get(), by));
        }
        return done(new Entry.BudgetSet(budget, by));
    }

    private static boolean isSame(Budget present, Budget wanted) {
        return present.project().equals(wanted.project())
                && Objects.equals(present.environment(), wanted.environment())
                && present.amount().compareTo(wanted.amount()) == 0
                && present.thresholds().equals(wanted.thresholds())
                && present.hardStop() == wanted.hardStop();
    }

    /** Refuses an unknown project, and an environment that does not belong to the project. */
    private Optional<Refusal> stranger(ProjectId project, @Nullable EnvironmentId environment) {
        if (!books.knows(project)) return Optional.of(unknown(project));
        if (environment == null) return Optional.empty();
        var named = books.environment(environment);
        if (named.isPresent() && project.equals(named.get().project())) return Optional.empty();
        return Optional.of(
                new Impossible("the project " + project + " has no environment " + environment));
    }

    private static Refusal unknown(ProjectId project) {
        return new Impossible(
                "there is no project "
                        + project
                        + " with an environment: create an environment in it first, or check the"
                        + " project's id");
    }

    private boolean isClosed(Instant time) {
        var closed = books.closedPeriods();
        return !closed.isEmpty() && time.isBefore(Closing.end(closed.getLast()));
    }

    private static Refusal closed(Instant time) {
        return new Conflicting(
                "the month " + Closing.month(time) + " is closed: nothing in it changes");
    }

    private static Refusal unknown(String correction) {
        return new Unknown("there is no correction " + correction);
    }

    private static Refusal notNow(Correction correction, String wanted) {
        return new Conflicting(correction.id() + " is " + correction.state() + ", not " + wanted);
    }

    private static Decision done(Entry entry) {
        return new Done(entry);
    }

    private static Decision refused(Refusal refusal) {
        return new Refused(refusal);
    }
}
