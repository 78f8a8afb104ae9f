package dev.weir.data.compile;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CreatedRowsTest {
    private static JsonQuery createMany(String action, int rows) {
        var data = IntStream.range(0, rows).mapToObj(id -> Map.of("id", (long) id)).toList();
        return new JsonQuery(
                "User",
                action,
                Map.of("arguments", Map.of("data", data, "skipDuplicates", true), "selection", 1));
    }

    private static List<?> rows(JsonQuery part) {
        var arguments = (Map<?, ?>) requireNonNull(part.query().get("arguments"));
        assertThat(arguments.get("skipDuplicates")).isEqualTo(true);
        assertThat(part.query().get("selection")).isEqualTo(1);
        return (List<?>) requireNonNull(arguments.get("data"));
    }

    @Test
    void partsHaveAllRowsInTheirOrder() {
        var query = createMany("createManyAndReturn", 2 * CreatedRows.PART + 1);

        var parts = CreatedRows.parts(query);

        assertThat(parts).hasSize(3);
        assertThat(parts.stream().<Object>flatMap(part -> rows(part).stream()))
                .containsExactlyElementsOf((List<?>) rows(query));
    }

    @Test
    void otherQueriesStayWhole() {
        var few = createMany("createMany", CreatedRows.PART);
        var other = createMany("updateMany", CreatedRows.PART + 1);

        assertThat(CreatedRows.parts(few)).containsExactly(few);
        assertThat(CreatedRows.parts(other)).containsExactly(other);
    }
}
