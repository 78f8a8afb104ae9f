package dev.weir.data.compile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.plan.JsonOutput;
import dev.weir.data.plan.ParseBudget;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LookUpsTest {
    private static final SchemaModel SCHEMA =
            SchemaModel.parse(
                    """
                    model User {
                      id    Int    @id
                      email String @unique
                      big   BigInt @unique
                      name  String?
                      at    DateTime @unique
                      posts Post[]
                    }
                    model Post {
                      tenant Int
                      number Int
                      title  String
                      user   User @relation(fields: [tenant], references: [id])
                      @@id([tenant, number])
                    }
                    """);
    private static final String SCALARS = "{\"$scalars\":true}";

    private static String query(String model, String action, String where, String selection) {
        return "{\"modelName\":\"%s\",\"action\":\"%s\",\"query\":{\"arguments\":{\"where\":%s},\"selection\":%s}}"
                .formatted(model, action, where, selection);
    }

    private static String user(String where) {
        return query("User", "findUnique", where, SCALARS);
    }

    private static @Nullable LookUps merged(String... queries) {
        var body = "{\"batch\":[" + String.join(",", queries) + "]}";
        var batch = (JsonRequest.Batch) JsonRequest.parse(body.getBytes(UTF_8), ParseBudget.own());
        return LookUps.of(batch.queries(), SCHEMA);
    }

    private static LookUps whole(@Nullable LookUps lookUps) {
        return Objects.requireNonNull(lookUps, "merged");
    }

    private static List<String> dealt(LookUps lookUps, String rows) {
        var json = rows.getBytes(UTF_8);
        var found = Objects.requireNonNull(FoundRecords.of(lookUps, json, json.length));
        return IntStream.range(0, lookUps.keys().size())
                .mapToObj(i -> {
                    var out = new JsonOutput(1_000);
                    return found.write(i, out) ? out.text() : "none";
                })
                .toList();
    }

    @Test
    void asksOnceForAllRecords() {
        var lookUps = whole(merged(user("{\"id\":2}"), user("{\"id\":1}"), user("{\"id\":2}")));

        assertThat(QueryShape.literal(lookUps.query()))
                .isEqualTo(
                        "{\"modelName\":\"User\",\"action\":\"findMany\",\"query\":{\"arguments\":{\"where\":{\"id\":{\"in\":[2,1]}}},\"selection\":{\"$scalars\":true}}}");
        assertThat(lookUps.required()).isFalse();
        assertThat(dealt(lookUps, "[{\"id\":1,\"name\":\"é\"},{\"id\":2,\"name\":null}]"))
                .containsExactly(
                        "{\"id\":2,\"name\":null}",
                        "{\"id\":1,\"name\":\"é\"}",
                        "{\"id\":2,\"name\":null}");
    }

    @Test
    void anyNumberOfLookUpsHasOneShape() {
        var two = whole(merged(user("{\"id\":1}"), user("{\"id\":2}")));
        var three = whole(merged(user("{\"id\":1}"), user("{\"id\":2}"), user("{\"id\":3}")));

        assertThat(QueryShape.of(two.query(), SCHEMA).text())
                .isEqualTo(QueryShape.of(three.query(), SCHEMA).text());
    }

    @Test
    void cutsOutWhatWasNotAskedFor() {
        var lookUps =
                whole(
                        merged(
                                query("User", "findUnique", "{\"id\":1}", "{\"name\":true}"),
                                query("User", "findUnique", "{\"id\":2}", "{\"name\":true}")));

        assertThat(lookUps.hidden()).isEqualTo(Set.of("id"));
        assertThat(dealt(lookUps, "[{\"id\":1,\"name\":\"a\"},{\"name\":\"b\",\"id\":2}]"))
                .containsExactly("{\"name\":\"a\"}", "{\"name\":\"b\"}");
        var omitted = "{\"$scalars\":true,\"email\":false}";
        var byEmail =
                whole(
                        merged(
                                query("User", "findUnique", "{\"email\":\"a\"}", omitted),
                                query("User", "findUnique", "{\"email\":\"b\"}", omitted)));
        assertThat(dealt(byEmail, "[{\"id\":1,\"email\":\"b\",\"name\":\"x\"}]"))
                .containsExactly("none", "{\"id\":1,\"name\":\"x\"}");
    }

    @Test
    void mergesLookUpsByCompoundKeys() {
        var lookUps =
                whole(
                        merged(
                                query(
                                        "Post",
                                        "findUniqueOrThrow",
                                        "{\"tenant_number\":{\"tenant\":1,\"number\":2}}",
                                        "{\"title\":true}"),
                                query(
                                        "Post",
                                        "findUniqueOrThrow",
                                        "{\"tenant_number\":{\"number\":1,\"tenant\":1}}",
                                        "{\"title\":true}")));

        assertThat(lookUps.required()).isTrue();
        assertThat(QueryShape.literal(lookUps.query()))
                .contains(
                        "\"where\":{\"OR\":[{\"tenant\":1,\"number\":2},{\"number\":1,\"tenant\":1}]}");
        assertThat(
                        dealt(
                                lookUps,
                                "[{\"tenant\":1,\"title\":\"one\",\"number\":1},{\"tenant\":1,\"title\":\"two\",\"number\":2}]"))
                .containsExactly("{\"title\":\"two\"}", "{\"title\":\"one\"}");
    }

    @Test
    void comparesLargeNumbersByValue() {
        var lookUps =
                whole(
                        merged(
                                user(
                                        "{\"big\":{\"$type\":\"BigInt\",\"value\":\"9007199254740993\"}}"),
                                user("{\"big\":5}")));

        assertThat(
                        dealt(
                                lookUps,
                                "[{\"big\":{\"$type\":\"BigInt\",\"value\":\"5\"}},{\"big\":{\"$type\":\"BigInt\",\"value\":\"9007199254740993\"}}]"))
                .containsExactly(
                        "{\"big\":{\"$type\":\"BigInt\",\"value\":\"9007199254740993\"}}",
                        "{\"big\":{\"$type\":\"BigInt\",\"value\":\"5\"}}");
    }

    @Test
    void leavesApartWhatIsNotOfOneKind() {
        var one = user("{\"id\":1}");
        for (var other :
                List.of(
                        user("{\"email\":\"a\"}"),
                        user("{\"id\":\"1\"}"),
                        user("{\"id\":null}"),
                        user("{\"id\":{\"equals\":2}}"),
                        user("{\"id\":2,\"AND\":[{\"name\":\"a\"}]}"),
                        user("{\"id\":2,\"nothing\":1}"),
                        query("User", "findUniqueOrThrow", "{\"id\":2}", SCALARS),
                        query("User", "findMany", "{\"id\":2}", SCALARS),
                        query("Post", "findUnique", "{\"id\":2}", SCALARS),
                        query("User", "findUnique", "{\"id\":2}", "{\"name\":true}"))) {
            assertThat(merged(one, other)).as(other).isNull();
        }
        assertThat(merged(one)).isNull();
        var moment = user("{\"at\":{\"$type\":\"DateTime\",\"value\":\"2024-02-29T12:00:00Z\"}}");
        assertThat(merged(moment, moment)).isNull();
    }

    /** Columns that overlook case, or blanks at the end, would give one record to one of two. */
    @Test
    void leavesApartWhatAColumnMayTakeForTheSame() {
        assertThat(merged(user("{\"email\":\"a\"}"), user("{\"email\":\"A\"}"))).isNull();
        assertThat(merged(user("{\"email\":\"a\"}"), user("{\"email\":\"a \"}"))).isNull();
    }

    @Test
    void saysWhenARecordCannotBeDealt() {
        var lookUps = whole(merged(user("{\"email\":\"A\"}"), user("{\"email\":\"b\"}")));
        var rows = "[{\"email\":\"a\"}]".getBytes(UTF_8);

        assertThat(FoundRecords.of(lookUps, rows, rows.length)).isNull();
    }
}
