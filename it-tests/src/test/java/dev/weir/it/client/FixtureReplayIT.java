package dev.weir.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.testing.TestDatabase;
import dev.weir.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What unmodified clients were recorded to ask is asked again, in order and on the same schema, and
 * gets the recorded answers from a node with a real database behind it.
 */
@Timeout(600)
final class FixtureReplayIT {
    private static final Path FIXTURES = Path.of("..", "fixtures", "prisma");

    private static final JsonNode JSON_NULL = Recording.JSON.nullNode();
    private static final JsonNode EMPTY_LIST = Recording.JSON.createArrayNode();
    private static final JsonNode CONNECTION_INFO = connectionInfo();

    private final RunningWeir weir = RunningWeir.shared();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7.10",
                "plan-7.4.0",
                "plan-7.0.0",
                "plan-6.19.3-engineType-client",
            })
    void answersAsRecorded(String client) throws Exception {
        var environment = new Environments(weir).make(withSchema().uri(), 5, Map.of());
        var corrections = Corrections.of(FIXTURES.resolve("corrections.json"), client);
        var replay = new FixtureReplay(weir.endpoint(), environment.apiKey(), corrections);

        var differences = replay.replay(FIXTURES.resolve(client));

        assertThat(String.join("\n", differences)).isEmpty();
        assertThat(corrections.unused()).as("corrections of nothing").isEmpty();
        assertThat(replay.replayed()).as("requests replayed").isGreaterThan(100);
    }

    /**
     * The recorded errors were made up to see what a client makes of them, so only the questions
     * are a server's: it answers them.
     */
    @Test
    void answersTheQuestionsOfTheErrorProbes() throws Exception {
        var database = withSchema();
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            // One probe told its client of another schema.
            statement.execute("CREATE SCHEMA tenant_a");
            statement.execute("CREATE TABLE tenant_a.\"User\" (LIKE public.\"User\")");
        }
        var environment = new Environments(weir).make(database.uri(), 5, Map.of());
        var replay = new FixtureReplay(weir.endpoint(), environment.apiKey(), Corrections.NONE);

        for (var probe : Recording.in(FIXTURES.resolve("7.10-errors"))) {
            for (var question : probe.exchanges()) {
                var answer = replay.ask(question);

                assertThat(answer.statusCode()).as(probe.name()).isEqualTo(200);
                var body = Recording.JSON.readTree(answer.body());
                switch (question.body().path("operation").asText()) {
                    case "findFirst" ->
                            assertThat(body.get("data")).as(probe.name()).isEqualTo(JSON_NULL);
                    case "findMany" ->
                            assertThat(body.get("data")).as(probe.name()).isEqualTo(EMPTY_LIST);
                    default -> assertThat(body).as(probe.name()).isEqualTo(CONNECTION_INFO);
                }
                assertThat(body.has("error")).as(probe.name()).isFalse();
            }
        }
    }

    private static JsonNode connectionInfo() {
        var info = Recording.JSON.createObjectNode().put("provider", "postgres");
        info.putObject("connectionInfo").put("supportsRelationJoins", true);
        info.putObject("extensions").putArray("logs");
        return info;
    }

    private static TestDatabase withSchema() throws SQLException, IOException {
        var database = TestPostgres.freshDatabase();
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute(Files.readString(FIXTURES.resolve("schema.sql")));
        }
        return database;
    }
}
