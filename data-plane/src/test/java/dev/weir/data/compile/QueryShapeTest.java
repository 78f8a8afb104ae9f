package dev.weir.data.compile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.plan.ParseBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class QueryShapeTest {
    private final SchemaModel schema;

    QueryShapeTest() throws IOException {
        schema =
                SchemaModel.parse(
                        Files.readString(Path.of("../fixtures/prisma/schema-5-6.prisma")));
    }

    private QueryShape shape(String model, String action, String arguments) {
        var body =
                "{\"modelName\":\"%s\",\"action\":\"%s\",\"query\":{\"arguments\":%s,\"selection\":{\"$scalars\":true}}}"
                        .formatted(model, action, arguments);
        var request =
                (JsonRequest.Single) JsonRequest.parse(body.getBytes(UTF_8), ParseBudget.own());
        return QueryShape.of(request.query(), schema);
    }

    private static String param(String name, String type) {
        return "{\"$type\":\"Param\",\"value\":{\"name\":\"%s\",\"type\":\"%s\"}}"
                .formatted(name, type);
    }

    @Test
    void queriesThatDifferInTheirValuesHaveOneShape() {
        var one = shape("User", "findMany", "{\"where\":{\"id\":1,\"name\":\"a\"}}");
        var other = shape("User", "findMany", "{\"where\":{\"id\":7,\"name\":\"é\\\"\"}}");

        assertThat(one.text()).isEqualTo(other.text()).contains(param("%1", "Int"));
        assertThat(one.params()).isEqualTo(Map.of("%1", 1L, "%2", "a"));
        assertThat(other.params()).isEqualTo(Map.of("%1", 7L, "%2", "é\""));
    }

    @Test
    void listsOfAnyLengthHaveOneShape() {
        var one = shape("User", "findMany", "{\"where\":{\"id\":{\"in\":[1,2]}}}");
        var other = shape("User", "findMany", "{\"where\":{\"id\":{\"in\":[1,2,3]}}}");

        assertThat(one.text()).isEqualTo(other.text());
        assertThat(other.params()).isEqualTo(Map.of("%1", List.of(1L, 2L, 3L)));
    }

    /** The compiler plans an upsert natively only when it sees that the values are the same. */
    @Test
    void equalValuesShareAPlaceholder() {
        var shape =
                shape(
                        "User",
                        "upsertOne",
                        "{\"where\":{\"email\":\"a\"},\"create\":{\"email\":\"a\",\"name\":\"b\"},\"update\":{\"name\":\"b\"}}");

        assertThat(shape.params()).isEqualTo(Map.of("%1", "a", "%2", "b"));
    }

    @Test
    void whatChangesThePlanStays() {
        var arguments =
                "{\"where\":{\"name\":null,\"posts\":{\"some\":{\"title\":{\"contains\":null,\"mode\":\"insensitive\"}}}},\"take\":3,\"skip\":1,\"orderBy\":[{\"id\":\"desc\"}],\"distinct\":[\"name\"]}";

        var shape = shape("User", "findMany", arguments);

        assertThat(shape.params()).isEmpty();
        assertThat(shape.text()).contains(arguments);
    }

    @Test
    void goesThroughRelationsInConditionsDataAndSelections() {
        assertThat(
                        shape(
                                        "User",
                                        "updateOne",
                                        "{\"where\":{\"id\":1},\"data\":{\"posts\":{\"create\":[{\"title\":\"t\",\"tags\":{\"connectOrCreate\":{\"where\":{\"name\":\"x\"},\"create\":{\"name\":\"y\"}}}}],\"update\":{\"where\":{\"id\":2},\"data\":{\"views\":{\"increment\":3}}},\"deleteMany\":[{\"views\":{\"gt\":4}}]},\"profile\":{\"update\":{\"bio\":\"z\"}}}}")
                                .params()
                                .values())
                .containsExactlyInAnyOrder(1L, "t", "x", "y", 2L, 3L, 4L, "z");
        assertThat(
                        shape(
                                        "Post",
                                        "findMany",
                                        "{\"where\":{\"author\":{\"name\":\"n\"},\"NOT\":[{\"tags\":{\"every\":{\"name\":\"k\"}}}]}}")
                                .params()
                                .values())
                .containsExactlyInAnyOrder("n", "k");
    }

    @Test
    void keepsTypesApart() {
        var shape =
                shape(
                        "AllTypes",
                        "createOne",
                        "{\"data\":{\"big\":{\"$type\":\"BigInt\",\"value\":\"9007199254740993\"},\"dec\":{\"$type\":\"Decimal\",\"value\":\"1.10\"},\"dt\":{\"$type\":\"DateTime\",\"value\":\"2024-02-29T12:34:56.789Z\"},\"bytes\":{\"$type\":\"Bytes\",\"value\":\"AAE=\"},\"json\":{\"a\":[1,null]},\"role\":\"ADMIN\",\"flt\":1.5,\"bool\":true,\"roles\":[\"ADMIN\"],\"ints\":[1]}}");

        assertThat(shape.params().values())
                .containsExactlyInAnyOrder(
                        "9007199254740993",
                        "1.10",
                        "2024-02-29T12:34:56.789Z",
                        "AAE=",
                        "{\"a\":[1,null]}",
                        "admin_role",
                        new java.math.BigDecimal("1.5"),
                        true);
        for (var type :
                List.of("BigInt", "Float", "DateTime", "Bytes", "Json", "Enum", "Boolean")) {
            assertThat(shape.text()).contains("\"type\":\"" + type + "\"");
        }
        assertThat(shape.text()).contains("\"roles\":[\"ADMIN\"],\"ints\":[1]");
    }

    @Test
    void leavesWhatDoesNotFitTheSchemaForTheCompilerToRefuse() {
        for (var arguments :
                List.of(
                        "{\"where\":{\"id\":\"one\"}}",
                        "{\"where\":{\"id\":1.5}}",
                        "{\"where\":{\"id\":3000000000}}",
                        "{\"where\":{\"role\":\"NOBODY\"}}",
                        "{\"where\":{\"nothing\":1}}",
                        "{\"where\":{\"createdAt\":\"yesterday\"}}",
                        "{\"where\":{\"id\":{\"in\":[]}}}",
                        "{\"where\":[[1]]}",
                        "{\"where\":7}")) {
            var shape = shape("User", "findMany", arguments);
            assertThat(shape.params()).as(arguments).isEmpty();
            assertThat(shape.text()).contains(arguments);
        }
        assertThat(shape("Nobody", "findMany", "{\"where\":{\"id\":1}}").params()).isEmpty();
    }

    @Test
    void knowsJsonThatIsNone() {
        for (var bad : List.of("\"{\"", "7", "null")) {
            var body =
                    "{\"modelName\":\"AllTypes\",\"action\":\"findMany\",\"query\":{\"arguments\":{\"where\":{\"json\":{\"equals\":{\"$type\":\"Json\",\"value\":%s}}}},\"selection\":{}}}"
                            .formatted(bad);
            var request =
                    (JsonRequest.Single) JsonRequest.parse(body.getBytes(UTF_8), ParseBudget.own());
            assertThat(request.query().jsonIsWhole()).as(bad).isFalse();
        }
    }
}
