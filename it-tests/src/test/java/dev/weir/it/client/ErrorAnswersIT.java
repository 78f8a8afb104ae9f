package dev.weir.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.testing.TestDatabase;
import dev.weir.testing.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What goes wrong is told as the protocol tells errors: a status, a code, a message for a person,
 * and an object {@code meta} (without one, clients take the whole body for it).
 */
@Timeout(300)
final class ErrorAnswersIT {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final int LARGEST_BODY = 32 << 20;

    private static final RunningWeir WEIR = RunningWeir.shared();
    private static TestDatabase database;
    private static Environments.Environment environment;

    @BeforeAll
    static void makeEnvironment() throws IOException {
        database = TestPostgres.freshDatabase();
        environment =
                new Environments(WEIR)
                        .make(
                                database.uri(),
                                3,
                                Map.of("queryTimeout", "PT1S", "maxResponseBytes", 20_000));
    }

    @AfterAll
    static void close() {
        CLIENT.close();
    }

    @Test
    void refusesAKeyThatIsNone() throws Exception {
        var wrong = environment.apiKey().replaceFirst(".$", "§");

        expect(post("/query", "not a key", raw("SELECT 1")), 401, "P6002", "API key");
        expect(post("/query", wrong.replace("§", "0"), raw("SELECT 1")), 401, "P6002", "API key");
        expect(post("/query", wrong.replace("§", "1"), raw("SELECT 1")), 401, "P6002", "API key");
        expect(post("/transaction/start", "not a key", "{}"), 401, "P6002", "API key");
        expect(
                send(
                        HttpRequest.newBuilder(WEIR.endpoint().resolve("/connection-info"))
                                .GET()
                                .build()),
                401,
                "P6002",
                "no API key");
    }

    @Test
    void refusesABodyPastItsLimit() throws Exception {
        var body = raw("SELECT '" + "x".repeat(LARGEST_BODY) + "'");

        expect(post("/query", body), 413, "P6005", "larger than its limit of " + LARGEST_BODY);
        expectItServes();
    }

    @Test
    void refusesWhatIsNotJson() throws Exception {
        expect(post("/query", "{\"operation\": "), 400, "P6005", "JSON");
        expect(post("/query", ""), 400, "P6005", "");
        expect(post("/transaction/start", "timeout=5"), 400, "P6005", "");
        expectItServes();
    }

    @Test
    void refusesAPlanThatItDoesNotUnderstand() throws Exception {
        expect(
                post(
                        "/query",
                        """
                        {"operation":"findMany","plan":{"type":"teleport","args":{}},"params":{}}\
                        """),
                400,
                "P6005",
                "teleport");
    }

    @Test
    void refusesAPlanWithoutItsParameter() throws Exception {
        expect(
                post(
                        "/query",
                        """
                        {"operation":"queryRaw","params":{"%2":1},"plan":{"type":"query","args":{
                        "type":"rawSql","sql":"SELECT $1::int","args":[
                        {"prisma__type":"param","prisma__value":{"name":"%1","type":"Int"}}],
                        "argTypes":[{"arity":"scalar","scalarType":"int","dbType":null}]}}}\
                        """),
                400,
                "P6005",
                "%1");
        expectItServes();
    }

    @Test
    void cancelsAQueryPastItsDeadlineInTheDatabaseToo() throws Exception {
        expect(post("/query", raw("SELECT pg_sleep(600)")), 504, "P6004", "time limit");

        await().atMost(Duration.ofSeconds(20)).until(() -> sleeping() == 0);
        expectItServes();
    }

    @Test
    void cancelsAQueryOfATransactionPastItsDeadlineToo() throws Exception {
        var started = post("/transaction/start", "{\"timeout\":20000,\"maxWait\":5000}");
        var transaction = "/transaction/" + json(started).path("id").asText();

        expect(post(transaction + "/query", raw("SELECT pg_sleep(601)")), 504, "P6004", "limit");

        await().atMost(Duration.ofSeconds(20)).until(() -> sleeping() == 0);
        var ended = post(transaction + "/rollback", "");
        assertThat(ended.statusCode()).as(ended.body()).isIn(200, 409);
        expectItServes();
    }

    @Test
    void refusesAnAnswerPastItsLimit() throws Exception {
        expect(
                post("/query", raw("SELECT repeat('x', 100) FROM generate_series(1, 100000)")),
                422,
                "P6009",
                "");
        expectItServes();
    }

    @Test
    void saysWhatIsNotThere() throws Exception {
        expect(post("/graphql", "{}"), 404, "P6005", "/graphql");
        expect(
                post("/transaction/00000000-0000-0000-0000-000000000000/commit", ""),
                409,
                "P2028",
                "Transaction API error");
    }

    /** How many sessions of the database sleep in a query. */
    private static int sleeping() throws SQLException {
        try (var connection = TestPostgres.maintenance().connect();
                var statement =
                        connection.prepareStatement(
                                "SELECT count(*) FROM pg_stat_activity WHERE datname = ?"
                                        + " AND state = 'active' AND query LIKE '%pg_sleep%'")) {
            statement.setString(1, database.name());
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    /** Nothing that was refused leaves its connection or pool in a bad state. */
    private static void expectItServes() throws Exception {
        for (int i = 0; i < 4; i++) {
            var answer = post("/query", raw("SELECT 42 AS answer"));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(json(answer).at("/data/rows/0/0").asInt()).isEqualTo(42);
        }
    }

    private static void expect(HttpResponse<String> answer, int status, String code, String message)
            throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type").orElse(""))
                .startsWith("application/json");
        var body = json(answer);
        assertThat(body.path("code").asText()).as(answer.body()).isEqualTo(code);
        assertThat(body.path("error").asText()).isNotBlank().contains(message);
        assertThat(body.path("meta").isObject()).as("meta of " + answer.body()).isTrue();
        assertThat(answer.body()).doesNotContain(".java", "dev.weir.", "pg_sleep", "SELECT");
    }

    private static String raw(String sql) {
        var query = Recording.JSON.createObjectNode().put("operation", "queryRaw");
        query.putObject("params");
        var statement = query.putObject("plan").put("type", "query").putObject("args");
        statement.put("type", "rawSql").put("sql", sql);
        statement.putArray("args");
        statement.putArray("argTypes");
        return query.toString();
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return post(path, environment.apiKey(), body);
    }

    private static HttpResponse<String> post(String path, String key, String body)
            throws Exception {
        return send(
                HttpRequest.newBuilder(URI.create(WEIR.endpoint() + path))
                        .timeout(Duration.ofSeconds(60))
                        .header("authorization", "Bearer " + key)
                        .header("content-type", "application/json")
                        .header("x-capture-telemetry", "error")
                        .POST(BodyPublishers.ofString(body))
                        .build());
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return Recording.JSON.readTree(answer.body());
    }
}
