package dev.weir.data.plan;

import static dev.weir.data.plan.PlanRun.get;
import static dev.weir.data.plan.PlanRun.query;
import static dev.weir.data.plan.PlanRun.row;
import static dev.weir.data.plan.PlanRun.table;
import static dev.weir.data.plan.PlanRun.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.weir.data.database.ColumnType;
import dev.weir.data.database.RowConsumer;
import dev.weir.data.database.Statement;
import dev.weir.data.memory.Memory;
import dev.weir.data.plan.ScriptedSession.Answer;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From records to the answer's JSON. */
class DataMapTest {
    private static String map(String node, String structure) {
        return ("{'type':'dataMap','args':{'expr':%s,'structure':%s,"
                        + "'enums':{'Role':{'db_admin':'ADMIN','USER':'USER'}}}}")
                .formatted(node, structure);
    }

    private static String field(String column, String type) {
        return "{'type':'field','dbName':'%s','fieldType':{'arity':'required','type':%s}}"
                .formatted(column, type);
    }

    private static String object(String fields, String more) {
        return "{'type':'object','fields':{" + fields + "}" + more + "}";
    }

    private static String written(@Nullable Object value, String type, String arity) {
        var structure =
                "{'type':'field','dbName':'c','fieldType':{'arity':'"
                        + arity
                        + "','type':"
                        + type
                        + "}}";
        var output = new JsonOutput(10_000);
        var plan = Fixtures.plan(map(value("null"), structure));
        var fieldType = ((Structure.Scalar) ((Node.DataMap) plan.root()).structure()).type();
        FieldWriter.write(value, "c", fieldType, output);
        return output.text().replace('"', '\'');
    }

    private static String tagged(String type, String value) {
        return "{'$type':'" + type + "','value':'" + value + "'}";
    }

    static List<@Nullable Object[]> scalars() {
        return List.of(
                row("'string'", "a", "'a'"),
                row("'int'", 5, "5"),
                row("'int'", "12.9", "12"),
                row("'int'", new BigDecimal("-3.7"), "-3"),
                row("'int'", 9_007_199_254_740_991L, "9007199254740991"),
                row("'bigint'", 5L, tagged("BigInt", "5")),
                row("'bigint'", "123456789012345678901", tagged("BigInt", "123456789012345678901")),
                row("'float'", 1.5, "1.5"),
                row("'float'", "2.50", "2.5"),
                row("'float'", 3, "3"),
                row("'float'", Double.NaN, "null"),
                row("'float'", "nan", "null"),
                row("'float'", "-Infinity", "null"),
                row("'boolean'", true, "true"),
                row("'boolean'", 0L, "false"),
                row("'boolean'", 1, "true"),
                row("'boolean'", "1", "true"),
                row("'boolean'", "false", "false"),
                row("'boolean'", new byte[] {0, 1}, "true"),
                row("'boolean'", new byte[] {0}, "false"),
                row("'decimal'", "1.500", tagged("Decimal", "1.5")),
                row("'decimal'", new BigDecimal("1E+21"), tagged("Decimal", "1e+21")),
                row("'decimal'", 7L, tagged("Decimal", "7")),
                row("'decimal'", "NaN", tagged("Decimal", "NaN")),
                row(
                        "'datetime'",
                        "2020-01-31T23:59:59.123456+00:00",
                        tagged("DateTime", "2020-01-31T23:59:59.123Z")),
                row("'datetime'", "2024-02-29", tagged("DateTime", "2024-02-29T00:00:00.000Z")),
                row("'datetime'", "12:34:56.7", tagged("DateTime", "1970-01-01T12:34:56.700Z")),
                row("'datetime'", "12:34:56+02", tagged("DateTime", "1970-01-01T10:34:56.000Z")),
                row("'datetime'", "12:34:56+02:30", tagged("DateTime", "1970-01-01T10:04:56.000Z")),
                row(
                        "'datetime'",
                        "2024-02-29 12:34:56.789",
                        tagged("DateTime", "2024-02-29T12:34:56.789Z")),
                row("'datetime'", 0L, tagged("DateTime", "1970-01-01T00:00:00.000Z")),
                row(
                        "'datetime'",
                        Instant.parse("2026-01-01T00:00:00Z"),
                        tagged("DateTime", "2026-01-01T00:00:00.000Z")),
                row("'json'", "[1.50]", tagged("Json", "[1.50]")),
                row("'object'", List.of(1L, 2L), tagged("Json", "[1,2]")),
                row("'object'", "text", "{'$type':'Json','value':'\\'text\\''}"),
                row("'bytes'", new byte[] {1, 2}, tagged("Bytes", "AQI=")),
                row("'bytes','encoding':'array'", new byte[] {1, 2}, tagged("Bytes", "AQI=")),
                row("'bytes','encoding':'base64'", "AQI=", tagged("Bytes", "AQI=")),
                row("'bytes','encoding':'hex'", "\\x0102", tagged("Bytes", "AQI=")),
                row("'enum','name':'Role'", "db_admin", "'ADMIN'"),
                row("'unsupported'", 5L, "5"),
                row("'unsupported'", "(1,2)", "'(1,2)'"));
    }

    @ParameterizedTest
    @MethodSource("scalars")
    void writesEachType(String type, Object value, String json) {
        assertThat(written(value, type, "required")).isEqualTo(json);
        assertThat(written(null, type, "optional")).isEqualTo("null");
        assertThat(written(null, type, "list")).isEqualTo("[]");
        assertThat(written(Arrays.asList(value, null), type, "list"))
                .isEqualTo("[" + json + ",null]");
    }

    static List<@Nullable Object[]> misfits() {
        return List.of(
                row("'string'", 5L),
                row("'int'", "x"),
                row("'int'", true),
                row("'int'", 9_007_199_254_740_992L),
                row("'int'", new BigDecimal("1e99")),
                row("'bigint'", "x"),
                row("'bigint'", true),
                row("'float'", "x"),
                row("'boolean'", "yes"),
                row("'decimal'", "x"),
                row("'decimal'", true),
                row("'datetime'", "yesterday"),
                row("'datetime'", true),
                row("'bytes'", "AQI="),
                row("'bytes','encoding':'hex'", "0102"),
                row("'bytes','encoding':'hex'", "\\x0g"),
                row("'enum','name':'Role'", "db_guest"),
                row("'enum','name':'Nothing'", "x"));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void refusesWhatDoesNotFit(String type, Object value) {
        assertThat(catchThrowable(() -> written(value, type, "required")))
                .isInstanceOfSatisfying(
                        PlanFailure.class,
                        failure -> {
                            assertThat(failure.code()).isEqualTo("P2023");
                            assertThat(failure.status()).isEqualTo(400);
                        });
    }

    @Test
    void saysThatAnIntegerIsTooLarge() {
        var plan = map(value("9007199254740992"), field("c", "'int'"));

        assertThat(PlanRun.of(plan).failure())
                .hasMessageContaining("too large to represent as a JavaScript number");
    }

    @Test
    void aListIsAList() {
        assertThat(catchThrowable(() -> written("x", "'string'", "list")))
                .hasMessage("Expected an array in column 'c', got string");
    }

    @Test
    void countsAffectedRows() {
        var plan = map(PlanRun.execute("E"), "{'type':'affectedRows'}");

        assertThat(PlanRun.of(plan).answering(Answer.count(3)).result()).isEqualTo("{'count':3}");
        assertThat(PlanRun.of(map(value("'x'"), "{'type':'affectedRows'}")).failure().code())
                .isEqualTo("P2023");
    }

    private static final String USER =
            object(
                    "'name':"
                            + field("n", "'string'")
                            + ",'id':"
                            + field("i", "'int'")
                            + ",'_count':"
                            + object("'posts':" + field("c", "'int'"), ",'serializedName':null"),
                    "");

    /** The same rows through each way that a plan may take: written as they arrive, or kept. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "QUERY",
                "{'type':'let','args':{'bindings':[],'expr':QUERY}}",
                "{'type':'seq','args':[{'type':'unit'},QUERY]}",
                "{'type':'transaction','args':QUERY}",
                "{'type':'let','args':{'bindings':[{'name':'a','expr':QUERY}],'expr':{'type':'get','args':{'name':'a'}}}}",
                "{'type':'concat','args':[QUERY]}",
                "{'type':'reverse','args':{'type':'reverse','args':QUERY}}"
            })
    void writesRecordsInTheOrderOfTheirFields(String way) {
        var rows =
                table("i:INT32 n:TEXT c:INT64 x:TEXT", row(1, "a", 4L, "?"), row(2, null, 0L, "?"));
        var plan = map(way.replace("QUERY", query("Q")), USER);

        assertThat(PlanRun.of(plan).answering(rows).result())
                .isEqualTo(
                        "[{'name':'a','id':1,'_count':{'posts':4}},{'name':null,'id':2,'_count':{'posts':0}}]");
    }

    @Test
    void streamsRowsWithoutKeepingThem() {
        var plan =
                map(
                        "{'type':'let','args':{'bindings':[{'name':'one','expr':%s}],'expr':%s}}"
                                .formatted(value(1), query("Q")),
                        object("'id':" + field("i", "'int'"), ""));
        var output = new JsonOutput(1000);
        var shown = new ArrayList<String>();
        var session =
                new ScriptedSession(true, _ -> Answer.rows(List.of(), List.of())) {
                    @Override
                    public CompletionStage<Long> run(Statement statement, RowConsumer rows) {
                        rows.columns(List.of(column("i", ColumnType.INT32)));
                        rows.row(row(1));
                        shown.add(output.text());
                        rows.row(row(2));
                        shown.add(output.text());
                        return CompletableFuture.completedFuture(2L);
                    }
                };

        Interpreter.run(
                        Fixtures.plan(plan),
                        Map.of(),
                        new Execution(
                                session,
                                false,
                                Instant.EPOCH,
                                new Random(1),
                                () -> 0,
                                ClientVersion.CURRENT,
                                10,
                                "",
                                StatementListener.NONE,
                                Memory.UNLIMITED),
                        output)
                .toCompletableFuture()
                .join();

        assertThat(shown).containsExactly("[{\"id\":1}", "[{\"id\":1},{\"id\":2}");
    }

    @Test
    void oneRowIsOneObject() {
        var unique = "{'type':'unique','args':" + query("Q") + "}";
        var structure = object("'id':" + field("i", "'int'"), "");

        assertThat(PlanRun.of(map(unique, structure)).answering(table("i:INT32", row(1))).result())
                .isEqualTo("{'id':1}");
        assertThat(PlanRun.of(map(unique, structure)).answering(table("i:INT32")).result())
                .isEqualTo("null");
        assertThat(
                        PlanRun.of(map(unique, structure))
                                .answering(table("i:INT32", row(1), row(2)))
                                .failure()
                                .status())
                .isEqualTo(500);
    }

    @Test
    void nestedObjectsMayBeJsonText() {
        var structure =
                object(
                        "'posts':"
                                + object(
                                        "'t':"
                                                + field("title", "'string'")
                                                + ",'d':"
                                                + field("d", "'decimal'"),
                                        ",'serializedName':'p','skipNulls':true"),
                        "");
        var rows =
                table(
                        "p:JSON",
                        row("[{\"title\":\"x\",\"d\":12345678901234567890.123456789},null]"),
                        row((Object) null));

        assertThat(PlanRun.of(map(query("Q"), structure)).answering(rows).result())
                .isEqualTo(
                        "[{'posts':[{'t':'x','d':"
                                + tagged("Decimal", "12345678901234567890.123456789")
                                + "}]},{'posts':null}]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'other':1}|Missing data field (Value): 'i'",
                "5|Expected an array or an object, got: number",
                "[1]|Expected an object, but got 'number'",
                "[null]|Expected an object, but got 'object'",
                "'{'|Expected an array or object, got a string that is not valid JSON"
            })
    void tellsWhatIsMissing(String json, String message) {
        var failure =
                PlanRun.of(map(value(json), object("'id':" + field("i", "'int'"), ""))).failure();

        assertThat(failure.code()).isEqualTo("P2023");
        assertThat(failure).hasMessage(message);
    }

    @Test
    void aColumnThatTheRowsDoNotHaveIsMissing() {
        var plan = map(query("Q"), object("'id':" + field("i", "'int'"), ""));

        assertThat(PlanRun.of(plan).answering(table("x:INT32", row(1))).failure())
                .hasMessage("Missing data field (Value): 'i'");
    }

    @Test
    void mappedValuesMayBePartOfAnother() {
        var mapped = map(value("5"), field("c", "'bigint'"));
        var plan =
                "{'type':'let','args':{'bindings':[{'name':'a','expr':%s}],'expr':%s}}"
                        .formatted(mapped, get("a"));

        assertThat(PlanRun.of(plan).result()).isEqualTo(tagged("BigInt", "5"));
    }
}
