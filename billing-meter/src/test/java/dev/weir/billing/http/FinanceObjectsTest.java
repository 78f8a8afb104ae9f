package dev.weir.billing.http;

import static dev.weir.billing.http.RunningApi.ALICE;
import static dev.weir.billing.http.RunningApi.CAROL;
import static dev.weir.billing.http.RunningApi.assertConforms;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rate cards, assignments and budgets one by one, made again and changed by two at once. */
class FinanceObjectsTest {
    private static final String CARD =
            """
            {"id":"standard","name":"Standard","effectiveFrom":"2026-10-01T00:00:00Z","minimum":"5.10",
             "rates":[{"metric":"queries","model":"per-unit","price":"0.0010"}]}
            """;
    private static final String ASSIGNMENT =
            """
            {"project":"shop","effectiveFrom":"2026-10-01T00:00:00Z"}
            """;

    private final RunningApi api = new RunningApi();

    @AfterEach
    void stop() {
        api.close();
    }

    private JsonNode set(String amount, int status, Map<String, String> headers) throws Exception {
        var body = "{\"project\":\"shop\",\"amount\":\"" + amount + "\"}";
        var answer = api.send(ALICE, "PUT", "/v1/budgets/monthly", body, headers);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return RunningApi.json(answer);
    }

    @Test
    void aCardIsFoundByItsIdAndVersion() throws Exception {
        api.send(ALICE, "POST", "/v1/rate-cards", CARD, 201);
        var next = CARD.replace("10-01T", "11-01T").replace("0.0010", "0.0020");
        api.send(ALICE, "POST", "/v1/rate-cards", next, 201);

        var newest = api.get(CAROL, "/v1/rate-cards/standard");
        assertConforms("RateCard", newest);
        assertThat(newest.at("/version").asInt()).isEqualTo(2);
        assertThat(api.get(CAROL, "/v1/rate-cards/standard?version=1").at("/version").asInt())
                .isEqualTo(1);
        api.send(CAROL, "GET", "/v1/rate-cards/standard?version=3", null, 404);
        api.send(CAROL, "GET", "/v1/rate-cards/other", null, 404);
    }

    @Test
    void aTextThatCannotBeStoredIsTheCallersMistake() throws Exception {
        for (var path : List.of("exports", "budgets", "rate-cards")) {
            api.send(CAROL, "GET", "/v1/" + path + "/%00", null, 404);
        }
        api.send(CAROL, "GET", "/v1/usage?from=2026-11-01&from=2026-11-02", null, 400);
        var named = CARD.replace("standard", "stan\\u0000dard");
        api.send(ALICE, "POST", "/v1/rate-cards", named, 400);
    }

    @Test
    void whatIsMadeAgainStaysAsItIs() throws Exception {
        var card = api.send(ALICE, "POST", "/v1/rate-cards", CARD, 201);
        assertThat(api.send(ALICE, "POST", "/v1/rate-cards", CARD, 201)).isEqualTo(card);
        var assignments = "/v1/rate-cards/standard/assignments";
        api.send(ALICE, "POST", assignments, ASSIGNMENT, 201);
        api.send(ALICE, "POST", assignments, ASSIGNMENT, 201);
        set("50", 200, Map.of());
        var budget = set("50.00", 200, Map.of());

        var found = api.get(CAROL, assignments);
        assertConforms("Assignments", found);
        assertThat(found.at("/assignments")).hasSize(1);
        assertThat(api.get(CAROL, "/v1/rate-cards").at("/rateCards")).hasSize(1);
        assertThat(budget.at("/version").asInt()).isEqualTo(1);
        api.send(CAROL, "GET", "/v1/rate-cards/other/assignments", null, 404);
        api.send(ALICE, "POST", "/v1/rate-cards", CARD.replace("5.10", "6"), 409);
    }

    @Test
    void aBudgetThatHasChangedIsNotOverwritten() throws Exception {
        api.send(CAROL, "GET", "/v1/budgets/monthly", null, 404);
        set("50", 412, Map.of("if-match", "\"1\""));
        set("50", 200, Map.of("if-none-match", "*"));
        set("60", 412, Map.of("if-none-match", "*"));
        set("60", 200, Map.of("if-match", "\"1\""));

        var stale = set("70", 412, Map.of("if-match", "\"1\""));

        assertThat(stale.at("/detail").asText()).contains("has the version 2 now");
        var found = api.get(CAROL, "/v1/budgets/monthly");
        assertConforms("StampedBudget", found);
        assertThat(found.at("/amount").asText()).isEqualTo("60");
        var path = "/v1/budgets/monthly";
        assertThat(api.send(ALICE, "DELETE", path, null, Map.of("if-match", "\"1\"")).statusCode())
                .isEqualTo(412);
        api.send(ALICE, "DELETE", path, null, 204);
    }
}
