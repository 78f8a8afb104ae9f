package dev.weir.billing.telling;

import static dev.weir.billing.http.RunningApi.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.billing.http.RunningApi;
import dev.weir.billing.store.ledger.BudgetOutbox;
import dev.weir.events.BudgetEvent;
import dev.weir.events.BudgetEvent.BudgetReleased;
import dev.weir.events.BudgetEvent.BudgetStopped;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import dev.weir.events.json.Decoded;
import dev.weir.events.json.FactCodec;
import dev.weir.runtime.EventLog;
import dev.weir.runtime.ReadFrom;
import dev.weir.runtime.memory.InMemoryEventLog;
import java.time.Duration;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a budget that is spent to what stands in the log. */
class BudgetTellerTest {
    private static final String TOPIC = "weir.eu1.budgets";

    private final RunningApi api = new RunningApi();
    private final BudgetOutbox outbox = new BudgetOutbox(api.database);
    private final EventLog log = new InMemoryEventLog(InstantSource.system());

    @BeforeEach
    void aBudgetThatIsSpent() throws Exception {
        var card =
                """
                {"id":"standard","name":"Standard","effectiveFrom":"2026-10-01T00:00:00Z",
                 "rates":[{"metric":"cpu","model":"per-unit","price":"0.1"}]}
                """;
        api.send(ALICE, "POST", "/v1/rate-cards", card, 201);
        api.send(
                ALICE,
                "POST",
                "/v1/rate-cards/standard/assignments",
                "{\"effectiveFrom\":\"2026-10-01T00:00:00Z\"}",
                201);
        budget("10");
        api.now("2026-10-20T10:00:20Z");
        api.use(1, "2026-10-20T10:00:00Z", "env-1", 100_000, 100_000, 1);
    }

    @AfterEach
    void close() {
        api.close();
        log.close();
    }

    @Test
    void tellsAStopOnceItIsCommittedAndItsReleaseWhenTheBudgetIsRaised() throws Exception {
        assertThat(told()).isEmpty();
        api.closing.watchBudgets(api.now());

        assertThat(told())
                .singleElement()
                .isInstanceOfSatisfying(
                        BudgetStopped.class,
                        stopped -> {
                            assertThat(stopped.project()).isEqualTo(new ProjectId("shop"));
                            assertThat(stopped.environment()).isNull();
                            assertThat(stopped.period()).isEqualTo(YearMonth.parse("2026-10"));
                        });
        assertThat(stoppedIn()).isEqualTo("2026-10");
        assertThat(told()).as("told already").isEmpty();

        budget("20");
        api.closing.watchBudgets(api.now());

        assertThat(told()).singleElement().isInstanceOf(BudgetReleased.class);
        assertThat(stoppedIn()).isEqualTo("null");
    }

    @Test
    void releasesWhenTheNextMonthBeginsAndWhenTheBudgetIsRemoved() throws Exception {
        api.closing.watchBudgets(api.now());
        api.now("2026-11-01T00:00:00Z");
        api.closing.watchBudgets(api.now());
        api.use(2, "2026-11-01T00:00:00Z", "env-1", 100_000, 200_000, 1);
        api.closing.watchBudgets(api.now());
        api.send(ALICE, "DELETE", "/v1/budgets/whole", "", 204);
        api.closing.watchBudgets(api.now());

        assertThat(told())
                .extracting(fact -> fact.getClass().getSimpleName() + " " + fact.period())
                .containsExactly(
                        "BudgetStopped 2026-10",
                        "BudgetReleased 2026-10",
                        "BudgetStopped 2026-11",
                        "BudgetReleased 2026-11");
    }

    @Test
    void whatWasNotTakenByTheLogIsToldAgain() {
        api.closing.watchBudgets(api.now());

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() ->
                        outbox.tell(_ -> {
                            throw new IllegalStateException("the log is out of reach");
                        }));

        assertThat(told()).hasSize(1);
    }

    @Test
    void writesTheSameRecordEachTime() throws Exception {
        api.closing.watchBudgets(api.now());
        var teller =
                new BudgetTeller(outbox, log, "weir", new RegionId("eu1"), Duration.ofMillis(10));
        log.create(List.of(new dev.weir.runtime.TopicSpec(TOPIC, 3, true, Duration.ofDays(1))));
        var values = new ArrayList<byte[]>();
        try (var reader = log.read(Set.of(TOPIC), ReadFrom.BEGINNING)) {
            teller.start();
            await(() -> {
                reader.poll(Duration.ofMillis(10)).forEach(read -> values.add(read.value()));
                return values.size() == 1;
            });
            api.database.write(connection -> {
                try (var statement = connection.createStatement()) {
                    return statement.execute("UPDATE budget_outbox SET told = 0");
                }
            });
            await(() -> {
                reader.poll(Duration.ofMillis(10)).forEach(read -> values.add(read.value()));
                return values.size() == 2;
            });
        } finally {
            teller.stop(Duration.ofSeconds(5));
        }
        assertThat(values.getFirst()).isEqualTo(values.getLast());
        assertThat(new FactCodec().decode(values.getFirst()))
                .isInstanceOfSatisfying(
                        Decoded.Read.class,
                        read -> assertThat(read.event().fact()).isInstanceOf(BudgetStopped.class));
    }

    private static void await(BooleanSupplier reached) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("within 20 s").isNegative();
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    private void budget(String amount) throws Exception {
        api.send(
                ALICE,
                "PUT",
                "/v1/budgets/whole",
                "{\"project\":\"shop\",\"amount\":\"%s\",\"hardStop\":true}".formatted(amount),
                200);
    }

    private String stoppedIn() throws Exception {
        return api.get(ALICE, "/v1/budgets").at("/budgets/0/stoppedIn").asText();
    }

    private List<BudgetEvent> told() {
        var told = new ArrayList<BudgetEvent>();
        outbox.tell(facts -> facts.forEach(fact -> told.add(fact.fact())));
        return told;
    }
}
