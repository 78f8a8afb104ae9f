package dev.weir.data.compile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.plan.JsonOutput;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EngineErrorTest {
    private static Map<String, Object> violation(Map<String, Object> constraint) {
        return Map.of(
                "driverAdapterError",
                Map.of("name", "DriverAdapterError", "cause", Map.of("constraint", constraint)));
    }

    @Test
    void fillsInWhatApplicationsOfTheseVersionsRead() {
        assertThat(
                        EngineError.of("P2002", "m", violation(Map.of("fields", List.of("email"))))
                                .meta())
                .containsEntry("target", List.of("email"))
                .containsKey("driverAdapterError");
        assertThat(EngineError.of("P2003", "m", violation(Map.of("index", "a_fkey"))).meta())
                .containsEntry("field_name", "a_fkey (index)");
        assertThat(
                        EngineError.of(
                                        "P2025",
                                        "An operation failed because it depends on one or more records that were required but not found. No record was found for an update.",
                                        Map.of())
                                .meta())
                .containsEntry("cause", "No record was found for an update.");
    }

    @Test
    void writesTheFormsOfQueriesBatchesAndTransactions() {
        var error = EngineError.of("P2028", "m\"", Map.of("a", 1L));
        var query = new JsonOutput(1_000);
        error.write(query, 2);
        var alone = new JsonOutput(1_000);
        error.writeAlone(alone);
        var unknown = new JsonOutput(1_000);
        EngineError.of("", "x", Map.of()).write(unknown, -1);

        assertThat(query.text())
                .isEqualTo(
                        "{\"error\":\"m\\\"\",\"user_facing_error\":{\"is_panic\":false,\"message\":\"m\\\"\",\"meta\":{\"a\":1},\"error_code\":\"P2028\",\"batch_request_idx\":2}}");
        assertThat(alone.text())
                .isEqualTo(
                        "{\"is_panic\":false,\"message\":\"m\\\"\",\"error_code\":\"P2028\",\"meta\":{\"a\":1}}");
        assertThat(unknown.text())
                .isEqualTo(
                        "{\"error\":\"x\",\"user_facing_error\":{\"is_panic\":false,\"message\":\"x\"}}");
    }

    @Test
    void rewritesRawResultsForClientsBefore517() {
        var json =
                "{\"columns\":[\"a\",\"n\",\"l\",\"j\"],\"types\":[\"bigint\",\"int\",\"int-array\",\"json\"],\"rows\":[[\"10\",null,[1,2],{\"x\":[1.5,\"é\"]}],[\"11\",1,[],null]]}"
                        .getBytes(UTF_8);
        var out = new JsonOutput(10_000);

        LegacyRows.write(json, 0, json.length, out);

        assertThat(out.text())
                .isEqualTo(
                        "[{\"a\":{\"prisma__type\":\"bigint\",\"prisma__value\":\"10\"},\"n\":{\"prisma__type\":\"null\",\"prisma__value\":null},\"l\":{\"prisma__type\":\"array\",\"prisma__value\":[{\"prisma__type\":\"int\",\"prisma__value\":1},{\"prisma__type\":\"int\",\"prisma__value\":2}]},\"j\":{\"prisma__type\":\"json\",\"prisma__value\":{\"x\":[1.5,\"é\"]}}},"
                                + "{\"a\":{\"prisma__type\":\"bigint\",\"prisma__value\":\"11\"},\"n\":{\"prisma__type\":\"int\",\"prisma__value\":1},\"l\":{\"prisma__type\":\"array\",\"prisma__value\":[]},\"j\":{\"prisma__type\":\"null\",\"prisma__value\":null}}]");
        assertThat(LegacyRows.wanted(5, 16)).isTrue();
        assertThat(LegacyRows.wanted(4, 16)).isTrue();
        assertThat(LegacyRows.wanted(5, 17)).isFalse();
    }
}
