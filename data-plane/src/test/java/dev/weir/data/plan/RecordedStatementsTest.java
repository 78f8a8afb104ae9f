package dev.weir.data.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.data.database.Column;
import dev.weir.data.database.ColumnType;
import dev.weir.data.database.Statement;
import dev.weir.data.memory.Memory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The first statement of every recorded plan, compared with what the executor of Prisma 7.10 sent
 * to PostgreSQL for it (failed ones were not recorded). What comes later depends on rows, which
 * only a database has.
 */
class RecordedStatementsTest {
    private static final String GENERATED = "[0-9A-Za-z_-]{21,36}";
    private final PlanCache plans = new CachingPlans(10_000_000, new Random(1));

    static Stream<Path> conversations() {
        return Fixtures.conversations().filter(Fixtures::isWhole);
    }

    @ParameterizedTest
    @MethodSource("conversations")
    void asksTheDatabaseWhatTheOfficialExecutorAsked(Path conversation) {
        var recorded = Fixtures.read(conversation);
        var expected = new ArrayList<JsonNode>();
        recorded.path("sqlExecutedByExecutor")
                .forEach(statement -> {
                    if (statement.has("sql")) {
                        expected.add(statement);
                    }
                });
        for (var exchange : recorded.get("exchanges")) {
            var body = exchange.at("/request/body");
            if (body.has("plan") && exchange.at("/response/status").asInt() == 200) {
                var first =
                        firstStatement(
                                QueryRequest.parse(Fixtures.bytes(body), plans, ParseBudget.own()));
                assertThat(expected).anySatisfy(statement -> assertSame(first, statement));
            }
        }
    }

    private static Statement firstStatement(QueryRequest request) {
        var session =
                new ScriptedSession(
                        true,
                        statement ->
                                ScriptedSession.Answer.rows(
                                        List.of(new Column("none", ColumnType.TEXT, false, "text")),
                                        List.of()));
        var execution =
                new Execution(
                        session,
                        false,
                        Instant.parse("2026-11-22T09:28:27.932Z"),
                        new Random(1),
                        () -> 0,
                        ClientVersion.CURRENT,
                        32_766,
                        SqlComment.of(request.comments()),
                        StatementListener.NONE,
                        Memory.UNLIMITED);
        var _ =
                Interpreter.run(
                        request.plan(), request.params(), execution, new JsonOutput(1_000_000));
        assertThat(session.statements).isNotEmpty();
        return session.statements.getFirst();
    }

    private static void assertSame(Statement statement, JsonNode recorded) {
        assertThat(statement.sql()).isEqualTo(recorded.get("sql").asText());
        assertThat(anonymous(Fixtures.json(ArgumentsText.of(statement))))
                .isEqualTo(anonymous(recorded.get("params")));
    }

    /** Puts the same word in place of times and ids that were made for the occasion. */
    private static JsonNode anonymous(JsonNode json) {
        return switch (json) {
            case ArrayNode array -> {
                var copy = array.arrayNode();
                array.forEach(element -> copy.add(anonymous(element)));
                yield copy;
            }
            case ObjectNode object -> object;
            default ->
                    json.isTextual() && isGenerated(json.asText())
                            ? Fixtures.json("\"generated\"")
                            : json;
        };
    }

    private static boolean isGenerated(String text) {
        return text.startsWith("2026-11-2") || text.matches(GENERATED);
    }
}
