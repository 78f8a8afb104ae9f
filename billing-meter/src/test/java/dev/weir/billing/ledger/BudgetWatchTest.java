package dev.weir.billing.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.billing.ledger.Entry.BudgetReached;
import dev.weir.billing.ledger.Entry.BudgetReleased;
import dev.weir.billing.ledger.Entry.BudgetRemoved;
import dev.weir.billing.ledger.Entry.BudgetSet;
import dev.weir.billing.ledger.Entry.BudgetStopped;
import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BudgetWatchTest {
    private static final YearMonth MARCH = YearMonth.parse("2026-03");
    private static final YearMonth APRIL = YearMonth.parse("2026-04");

    private final LedgerState books = new LedgerState();
    private long sequence;

    @Test
    void stopsOnceAtTheWholeAmount() {
        var budget = set("10", true, null);

        assertThat(watch(budget, MARCH, "9.99")).isEmpty();
        assertThat(watch(budget, MARCH, "10"))
                .containsExactly(
                        new BudgetReached("whole", 1, MARCH, 100, new BigDecimal("10")),
                        new BudgetStopped("whole", 1, MARCH, List.of()));
        assertThat(watch(budget, MARCH, "11")).isEmpty();
    }

    @Test
    void aBudgetWithoutAHardStopStopsNothing() {
        assertThat(watch(set("10", false, null), MARCH, "11"))
                .hasOnlyElementsOfType(BudgetReached.class);
    }

    @Test
    void leavesAStopAloneThatAMeterWhoseClockIsAheadHasEntered() {
        var budget = set("10", true, null);
        watch(budget, APRIL, "10");

        assertThat(watch(budget, MARCH, "0")).isEmpty();
    }

    @Test
    void releasesWhenTheNextMonthBegins() {
        var budget = set("10", true, null);
        watch(budget, MARCH, "10");

        assertThat(watch(budget, APRIL, "0"))
                .containsExactly(new BudgetReleased("whole", 1, MARCH, "the month is over"));
        assertThat(watch(budget, APRIL, "0")).isEmpty();
    }

    @Test
    void releasesWhenItWasRaisedAboveWhatIsSpent() {
        watch(set("10", true, null), MARCH, "10");

        assertThat(watch(set("20", true, null), MARCH, "10"))
                .containsExactly(new BudgetReleased("whole", 1, MARCH, "the budget was changed"));
        assertThat(books.stops()).isEmpty();
    }

    @Test
    void goesOnStoppingWhenItWasNotRaisedEnough() {
        watch(set("10", true, null), MARCH, "30");

        assertThat(watch(set("20", true, null), MARCH, "30"))
                .doesNotHaveAnyElementsOfTypes(BudgetReleased.class)
                .contains(new BudgetStopped("whole", 2, MARCH, List.of()));
    }

    @Test
    void releasesWhenItIsNoHardStopAnyMore() {
        watch(set("10", true, null), MARCH, "10");

        assertThat(watch(set("10", false, null), MARCH, "10"))
                .contains(new BudgetReleased("whole", 1, MARCH, "the budget was changed"));
    }

    @Test
    void releasesWhatItWasOfBeforeItStopsAnother() {
        watch(set("10", true, new EnvironmentId("one")), MARCH, "10");

        var entries = watch(set("10", true, new EnvironmentId("two")), MARCH, "10");

        assertThat(entries)
                .containsSubsequence(
                        new BudgetReleased("whole", 1, MARCH, "the budget was changed"),
                        new BudgetStopped("whole", 2, MARCH, List.of(new EnvironmentId("two"))));
        assertThat(books.stop("whole").orElseThrow().environment())
                .isEqualTo(new EnvironmentId("two"));
    }

    @Test
    void releasesWhenItWasRemoved() {
        watch(set("10", true, null), MARCH, "10");
        assertThat(BudgetWatch.orphans(books)).isEmpty();
        enter(new BudgetRemoved("whole", "alice"));

        assertThat(BudgetWatch.orphans(books))
                .containsExactly(new BudgetReleased("whole", 1, MARCH, "the budget was removed"));
    }

    @Test
    void aThousandBudgetsCanStillBeChanged() {
        enter(
                new Entry.EnvironmentNamed(
                        new EnvironmentId("one"), new ProjectId("shop"), "One", null, false));
        for (int i = 0; i < 1_000; i++) {
            enter(new BudgetSet(budget("b" + i, 1, "10", false, null), "alice"));
        }
        var desk = new LedgerCommands(books, "EUR");

        assertThat(desk.decide(ask("b7"), "alice", Instant.EPOCH))
                .isInstanceOf(LedgerCommands.Done.class);
        assertThat(desk.decide(ask("one-more"), "alice", Instant.EPOCH))
                .isInstanceOf(LedgerCommands.Refused.class);
    }

    private static Command ask(String id) {
        return new Command.SetBudget(
                id, new ProjectId("shop"), null, BigDecimal.TEN, List.of(100), true);
    }

    private Budget set(String amount, boolean hardStop, @Nullable EnvironmentId environment) {
        var budget = budget("whole", books.nextVersion("whole"), amount, hardStop, environment);
        enter(new BudgetSet(budget, "alice"));
        return budget;
    }

    private static Budget budget(
            String id,
            int version,
            String amount,
            boolean hardStop,
            @Nullable EnvironmentId environment) {
        return new Budget(
                id,
                version,
                new ProjectId("shop"),
                environment,
                new BigDecimal(amount),
                List.of(100),
                hardStop);
    }

    /** What is due, entered. */
    private List<Entry> watch(Budget budget, YearMonth period, String spent) {
        var due = BudgetWatch.due(books, budget, period, new BigDecimal(spent));
        due.forEach(this::enter);
        return due;
    }

    private void enter(Entry entry) {
        books.apply(++sequence, entry);
    }
}
