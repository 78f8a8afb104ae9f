package dev.weir.data.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordedPlansTest {
    private final PlanCache plans = new CachingPlans(10_000_000, new Random(1));

    static Stream<Path> conversations() {
        return Fixtures.conversations().filter(Fixtures::isWhole);
    }

    static Stream<Path> compiledPlans() {
        return Fixtures.compiledPlans().stream();
    }

    @ParameterizedTest
    @MethodSource("compiledPlans")
    void understandsThePlansOfEveryProvider(Path file) {
        Fixtures.read(file)
                .properties()
                .forEach(entry -> {
                    var bytes = Fixtures.bytes(entry.getValue());
                    var plan = PlanParser.parse(bytes, 0, bytes.length, ParseBudget.own());
                    assertThat(plan.weight()).isEqualTo(bytes.length);
                });
    }

    @ParameterizedTest
    @MethodSource("conversations")
    void understandsEveryRecordedRequest(Path conversation) {
        for (var exchange : Fixtures.read(conversation).get("exchanges")) {
            var body = exchange.at("/request/body");
            if (body.has("plan")) {
                var request = QueryRequest.parse(Fixtures.bytes(body), plans, ParseBudget.own());
                assertThat(request.operation()).isEqualTo(body.get("operation").asText());
                assertThat(request.params()).containsOnlyKeys(names(body));
            }
        }
    }

    private static Iterable<String> names(JsonNode body) {
        return () -> body.path("params").fieldNames();
    }

    @Test
    void findsAKnownPlanByItsBytes() {
        var body =
                "{\"operation\":\"a\",\"plan\":{\"type\":\"unit\"},\"params\":{}}"
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(QueryRequest.parse(body, plans, ParseBudget.own()).plan())
                .isSameAs(QueryRequest.parse(body.clone(), plans, ParseBudget.own()).plan());
    }
}
