package dev.weir.billing.store.ledger;

import static dev.weir.billing.rollup.Records.TEN;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.weir.billing.ledger.Budget;
import dev.weir.billing.ledger.Entry;
import dev.weir.billing.ledger.Entry.BudgetSet;
import dev.weir.billing.ledger.Entry.BudgetStopped;
import dev.weir.billing.store.BillingDatabase;
import dev.weir.billing.store.Logged;
import dev.weir.billing.store.TestStore;
import dev.weir.events.BudgetEvent;
import dev.weir.events.ProjectId;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BudgetOutboxTest {
    private static final YearMonth MARCH = YearMonth.parse("2026-03");
    private static final int BUDGETS = 1_000;

    private final BillingDatabase database = TestStore.open();
    private final BudgetOutbox outbox = new BudgetOutbox(database);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void oneLookTellsAThousandStopsAndTheirReleases() {
        enter(stops());
        assertThat(tell()).hasSize(BUDGETS).doesNotHaveDuplicates();
        enter(releases());

        assertThat(tell())
                .hasSize(BUDGETS)
                .allSatisfy(fact -> assertThat(fact).isInstanceOf(BudgetEvent.BudgetReleased.class))
                .extracting(BudgetEvent::sequence)
                .isSorted()
                .last()
                .isEqualTo(3L * BUDGETS);
        assertThat(tell()).isEmpty();
    }

    @Test
    void whatWasLostOfHowFarItCameIsLoggedAndToldAgain() {
        enter(stops());
        var told = tell();
        execute("DELETE FROM budget_outbox");

        try (var logged = new Logged(BudgetOutbox.class)) {
            assertThat(tell()).isEqualTo(told);
            assertThat(tell()).isEmpty();

            assertThat(logged.events())
                    .extracting(ILoggingEvent::getMessage)
                    .containsExactly(
                            "how far budgets were told is lost, telling all of them again");
        }
    }

    @Test
    void whileAnotherMeterTellsNothingIsLostOrLogged() {
        enter(stops());

        try (var logged = new Logged(BudgetOutbox.class)) {
            var other = new BudgetOutbox(database);
            outbox.tell(_ -> assertThat(other.tell(_ -> {})).isZero());

            assertThat(logged.events()).isEmpty();
        }
    }

    private static List<Entry> stops() {
        var entries = new ArrayList<Entry>();
        for (int n = 0; n < BUDGETS; n++) {
            entries.add(new BudgetSet(budget(n), "alice"));
            entries.add(new BudgetStopped(budget(n).id(), 1, MARCH, List.of()));
        }
        return entries;
    }

    private static List<Entry> releases() {
        var entries = new ArrayList<Entry>();
        for (int n = 0; n < BUDGETS; n++) {
            entries.add(new Entry.BudgetReleased(budget(n).id(), 1, MARCH, "the month is over"));
        }
        return entries;
    }

    private static Budget budget(int n) {
        return new Budget(
                "b" + n, 1, new ProjectId("shop"), null, BigDecimal.TEN, List.of(100), true);
    }

    private void enter(List<Entry> entries) {
        database.write(connection -> LedgerTable.append(connection, entries, TEN));
    }

    private List<BudgetEvent> tell() {
        var told = new ArrayList<BudgetEvent>();
        outbox.tell(facts -> facts.forEach(each -> told.add(each.fact())));
        return told;
    }

    private void execute(String sql) {
        database.write(connection -> {
            try (var statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        });
    }
}
