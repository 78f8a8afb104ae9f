package dev.weir.billing.ledger;

import dev.weir.billing.ledger.Correction.State;
import dev.weir.billing.ledger.Entry.BudgetReached;
import dev.weir.billing.ledger.Entry.BudgetReleased;
import dev.weir.billing.ledger.Entry.BudgetRemoved;
import dev.weir.billing.ledger.Entry.BudgetSet;
import dev.weir.billing.ledger.Entry.BudgetStopped;
import dev.weir.billing.ledger.Entry.CardAssigned;
import dev.weir.billing.ledger.Entry.CardPublished;
import dev.weir.billing.ledger.Entry.CorrectionApproved;
import dev.weir.billing.ledger.Entry.CorrectionPosted;
import dev.weir.billing.ledger.Entry.CorrectionProposed;
import dev.weir.billing.ledger.Entry.CorrectionRejected;
import dev.weir.billing.ledger.Entry.EnvironmentNamed;
import dev.weir.billing.ledger.Entry.ExportMade;
import dev.weir.billing.ledger.Entry.PeriodClosed;
import dev.weir.billing.ledger.Entry.PeriodClosing;
import dev.weir.billing.ledger.Entry.RecordSettled;
import dev.weir.billing.ledger.Entry.SourceSealed;
import dev.weir.billing.ledger.Entry.StatementIssued;
import dev.weir.billing.ledger.Entry.UsageLost;
import dev.weir.billing.ledger.Entry.UsagePosted;
import dev.weir.billing.ledger.Entry.UsageRepaired;
import dev.weir.billing.ledger.Entry.WatermarkReached;
import dev.weir.billing.rating.CardBook;
import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger's entries come to, usage and statements aside: prices, months, corrections,
 * budgets and names. Fed one entry at a time, in their order. For one thread.
 */
public final class LedgerState {
    /** An alert that was given. */
    public record Alert(String budget, int version, YearMonth period, int threshold) {}

    /**
     * A hard stop that is in force.
     *
     * @param version of the budget when it stopped
     * @param environment null: all of the project's
     */
    public record Stop(
            String budget,
            int version,
            YearMonth period,
            ProjectId project,
            @Nullable EnvironmentId environment) {}

    private CardBook cards = CardBook.EMPTY;
    private final Map<EnvironmentId, EnvironmentNamed> names = new HashMap<>();
    private final Set<YearMonth> closing = new HashSet<>();
    private final TreeMap<YearMonth, Long> closed = new TreeMap<>();
    private final Map<String, Correction> corrections = new LinkedHashMap<>();
    private final Map<String, Budget> budgets = new TreeMap<>();
    private final Map<String, Integer> budgetVersions = new HashMap<>();
    private final List<BudgetReached> reached = new ArrayList<>();
    private final Set<Alert> alerts = new HashSet<>();
    private final Map<String, Stop> stops = new TreeMap<>();
    private final List<UsageLost> lost = new ArrayList<>();

    /** Takes the next entry. */
    public void apply(long sequence, Entry entry) {
        switch (entry) {
            case UsagePosted _,
                    UsageRepaired _,
                    WatermarkReached _,
                    StatementIssued _,
                    SourceSealed _,
                    RecordSettled _,
                    ExportMade _ -> {}
            case UsageLost loss -> lost.add(loss);
            case EnvironmentNamed named -> names.put(named.environment(), named);
            case CardPublished(var card, var _) -> cards = cards.with(card);
            case CardAssigned(var assignment, var _) -> cards = cards.with(assignment);
            case PeriodClosing(var period) -> closing.add(period);
            case PeriodClosed(var period, var _) -> closed.put(period, sequence);
            case CorrectionProposed p ->
                    corrections.put(
                            p.id(),
                            new Correction(
                                    p.id(),
                                    p.project(),
                                    p.environment(),
                                    p.period(),
                                    p.amount(),
                                    p.reason(),
                                    p.by(),
                                    State.PROPOSED,
                                    null,
                                    null));
            case CorrectionApproved(var id, var by) ->
                    corrections.computeIfPresent(id, (_, c) -> c.decided(State.APPROVED, by));
            case CorrectionRejected(var id, var by) ->
                    corrections.computeIfPresent(id, (_, c) -> c.decided(State.REJECTED, by));
            case CorrectionPosted(var id, var into, var _) ->
                    corrections.computeIfPresent(id, (_, c) -> c.posted(into));
            case BudgetSet(var budget, var _) -> {
                budgets.put(budget.id(), budget);
                budgetVersions.put(budget.id(), budget.version());
            }
            case BudgetRemoved(var id, var _) -> budgets.remove(id);
            case BudgetReached alert -> {
                reached.add(alert);
                alerts.add(
                        new Alert(
                                alert.budget(),
                                alert.version(),
                                alert.period(),
                                alert.threshold()));
            }
            case BudgetStopped(var id, var version, var period, var _) -> {
                alerts.add(new Alert(id, version, period, STOPPED));
                var of = budgets.get(id);
                if (of != null) {
                    stops.put(id, new Stop(id, version, period, of.project(), of.environment()));
                }
            }
            case BudgetReleased released -> stops.remove(released.budget());
        }
    }

    /** Stands for the hard stop among thresholds. */
    static final int STOPPED = -1;

    /** Prices, and who is rated by which. */
    public CardBook cards() {
        return cards;
    }

    /** What an environment is called, and whose it is, if the control plane has said so. */
    public Optional<EnvironmentNamed> environment(EnvironmentId environment) {
        return Optional.ofNullable(names.get(environment));
    }

    /** What all environments are called. */
    public Collection<EnvironmentNamed> environments() {
        return List.copyOf(names.values());
    }

    /** Whether any environment, deleted or not, is known to belong to the project. */
    public boolean knows(ProjectId project) {
        return names.values().stream().anyMatch(named -> project.equals(named.project()));
    }

    /** A project's environments that are not deleted. */
    public List<EnvironmentId> environmentsOf(ProjectId project) {
        return names.values().stream()
                .filter(named -> project.equals(named.project()) && !named.deleted())
                .map(EnvironmentNamed::environment)
                .sorted((a, b) -> a.value().compareTo(b.value()))
                .toList();
    }

    /** How far a month has come. */
    public PeriodState state(YearMonth period) {
        if (closed.containsKey(period)) return PeriodState.CLOSED;
        return closing.contains(period) ? PeriodState.CLOSING : PeriodState.OPEN;
    }

    /** Up to which entry a closed month's statements go. */
    public OptionalLong closedAt(YearMonth period) {
        var sequence = closed.get(period);
        return sequence == null ? OptionalLong.empty() : OptionalLong.of(sequence);
    }

    /** All closed months, in order. */
    public List<YearMonth> closedPeriods() {
        return List.copyOf(closed.keySet());
    }

    /** The last closed month before this one. */
    public Optional<YearMonth> closedBefore(YearMonth period) {
        return Optional.ofNullable(closed.lowerKey(period));
    }

    /** All corrections, in the order in which they were proposed. */
    public Collection<Correction> corrections() {
        return List.copyOf(corrections.values());
    }

    /** A correction. */
    public Optional<Correction> correction(String id) {
        return Optional.ofNullable(corrections.get(id));
    }

    /** Those that stand on a project's statement of a month. */
    public List<Correction> postedInto(YearMonth period, ProjectId project) {
        return corrections.values().stream()
                .filter(c -> period.equals(c.into()) && c.project().equals(project))
                .toList();
    }

    /** All budgets, by id. */
    public Collection<Budget> budgets() {
        return List.copyOf(budgets.values());
    }

    /** A budget. */
    public Optional<Budget> budget(String id) {
        return Optional.ofNullable(budgets.get(id));
    }

    /** Hard stops that are in force, by budget. */
    public Collection<Stop> stops() {
        return List.copyOf(stops.values());
    }

    /** A budget's hard stop, if it is in force. */
    public Optional<Stop> stop(String budget) {
        return Optional.ofNullable(stops.get(budget));
    }

    /** The version that a changed budget gets. */
    int nextVersion(String budget) {
        return Objects.requireNonNullElse(budgetVersions.get(budget), 0) + 1;
    }

    /** Alerts of a budget, oldest first. */
    public List<BudgetReached> alerts(String budget) {
        return reached.stream().filter(alert -> alert.budget().equals(budget)).toList();
    }

    /** Whether an alert was given. */
    boolean given(Alert alert) {
        return alerts.contains(alert);
    }

    /** What was declared lost. */
    public List<UsageLost> lost() {
        return List.copyOf(lost);
    }
}
