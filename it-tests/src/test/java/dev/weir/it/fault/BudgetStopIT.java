package dev.weir.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.it.client.RunningWeir;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A budget with a hard stop, from the query that spends it to the node that refuses the next one.
 */
final class BudgetStopIT {
    private static final String BEGINNING = "2020-01-01T00:00:00Z";

    @Test
    void aSpentBudgetStopsAnEnvironmentUntilItIsRaised() throws Exception {
        try (var weir = RunningWeir.start()) {
            var operator = new Operator(weir);
            var spent = operator.create("spent", weir.get("databaseUrl"), Map.of());
            var other = operator.create("other", weir.get("databaseUrl"), Map.of());
            operator.awaitPlaced(spent, weir.endpoints(), 1);
            operator.awaitPlaced(other, weir.endpoints(), 1);
            aQueryCostsOne(operator);
            var project = operator.get("/v1/environments/" + spent.environment()).path("project");
            var budget = Map.of("project", project.asText(), "amount", "3", "hardStop", true);
            operator.budget("whole", budget);

            try (var client = spent.at(weir.endpoint());
                    var neighbour = other.at(weir.endpoint())) {
                for (int i = 0; i < 4; i++)
                    assertThat(client.query("SELECT 1").status()).isEqualTo(200);
                await().atMost(Operator.PATIENCE)
                        .untilAsserted(
                                () -> assertThat(client.query("SELECT 1").status()).isEqualTo(403));

                var refused = client.query("SELECT 1");
                assertThat(refused.body())
                        .contains("P6010")
                        .contains("The environment " + spent.environment() + " is suspended");
                assertThat(neighbour.query("SELECT 1").status()).isEqualTo(200);
                var shown = operator.get("/v1/environments/" + spent.environment());
                assertThat(shown.at("/state").asText()).isEqualTo("suspended");
                assertThat(shown.at("/suspendedBy/budget").asText()).isEqualTo("whole");

                operator.budget(
                        "whole",
                        Map.of("project", project.asText(), "amount", "1000000", "hardStop", true));

                await().atMost(Operator.PATIENCE)
                        .untilAsserted(
                                () -> assertThat(client.query("SELECT 1").status()).isEqualTo(200));
            }
            assertThat(operator.get("/v1/environments/" + spent.environment()).has("suspendedBy"))
                    .isFalse();
        }
    }

    private static void aQueryCostsOne(Operator operator) throws Exception {
        var rate =
                Map.of("metric", "queries", "model", "package", "packageSize", "1", "price", "1");
        operator.bill(
                "/v1/rate-cards",
                Map.of(
                        "id",
                        "dear",
                        "name",
                        "Dear",
                        "effectiveFrom",
                        BEGINNING,
                        "rates",
                        List.of(rate)));
        operator.bill("/v1/rate-cards/dear/assignments", Map.of("effectiveFrom", BEGINNING));
    }
}
