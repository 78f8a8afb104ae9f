package dev.weir.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.events.EnvironmentSettings;
import dev.weir.runtime.EnvelopeCipher;
import dev.weir.runtime.memory.InMemoryEventLog;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node serves a SQLite file: requests as a Prisma 7.10 client sends them. */
class SqliteNodeTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path folder;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private JsonNode plans;
    private StandInControl control;
    private Node node;
    private String key;

    @BeforeEach
    void start() throws Exception {
        plans = JSON.readTree(Path.of("../fixtures/prisma/plans/plans-7.10-sqlite.json").toFile());
        var file = Files.createFile(folder.resolve("app.db"));
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.executeUpdate(
                    "CREATE TABLE User (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL,"
                            + " name TEXT, role TEXT NOT NULL, createdAt DATETIME NOT NULL,"
                            + " updatedAt DATETIME NOT NULL)");
            statement.executeUpdate("CREATE UNIQUE INDEX User_email_key ON User (email)");
        }
        var log = new InMemoryEventLog(Clock.systemUTC());
        control = new StandInControl(log, 3);
        node = new Node(NodeTest.settings(), _ -> log);
        node.start();
        key =
                control.define(
                        "file:" + file,
                        EnvelopeCipher.of(NodeTest.MASTER_KEYS, new SecureRandom()),
                        StandInControl.utf8(NodeTest.KEY_SECRET.value()),
                        EnvironmentSettings.DEFAULTS);
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!isReady()) {
            assertThat(System.nanoTime() - end).as("waited for too long").isNegative();
            Thread.onSpinWait();
        }
    }

    @AfterEach
    void stop() throws Exception {
        node.stop(Duration.ofSeconds(10));
        control.close();
    }

    private boolean isReady() throws Exception {
        return raw("SELECT 1").has("data");
    }

    private JsonNode raw(String sql) throws IOException, InterruptedException {
        var plan = JSON.createObjectNode().put("type", "query");
        var query = plan.putObject("args").put("type", "rawSql").put("sql", sql);
        query.putArray("args");
        query.putArray("argTypes");
        return send(plan);
    }

    private JsonNode plan(String name) throws IOException, InterruptedException {
        return send(plans.get(name + "#0"));
    }

    private JsonNode send(JsonNode plan) throws IOException, InterruptedException {
        var body = JSON.createObjectNode().put("operation", "any");
        body.set("plan", plan);
        body.putObject("params");
        return ask(
                HttpRequest.newBuilder(uri("/query"))
                        .POST(BodyPublishers.ofString(body.toString())));
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + node.port() + path);
    }

    private JsonNode ask(HttpRequest.Builder request) throws IOException, InterruptedException {
        request.header("authorization", "Bearer " + key)
                .header("prisma-engine-hash", "7.10.0")
                .header("content-type", "application/json");
        return JSON.readTree(client.send(request.build(), BodyHandlers.ofString()).body());
    }

    @Test
    void namesItsProvider() throws Exception {
        assertThat(ask(HttpRequest.newBuilder(uri("/connection-info"))).get("provider").asText())
                .isEqualTo("sqlite");
    }

    @Test
    void runsThePlansOfTheCompilerForSqlite() throws Exception {
        var created = plan("create-simple").get("data");
        assertThat(created.get("id").asInt()).isEqualTo(1);
        assertThat(created.get("createdAt").get("$type").asText()).isEqualTo("DateTime");

        assertThat(plan("findMany-in-array-param").get("data")).containsExactly(created);
        var violation = plan("create-simple");
        assertThat(violation.get("code").asText()).isEqualTo("P2002");
        assertThat(violation.get("meta").get("driverAdapterError").get("cause").toString())
                .contains("\"originalCode\":\"SQLITE_CONSTRAINT_UNIQUE\"")
                .contains("\"constraint\":{\"fields\":[\"email\"]}");
        assertThat(plan("update-missing").get("code").asText()).isEqualTo("P2025");
        assertThat(raw("SELECT count(*) AS n FROM User").get("data").toString())
                .isEqualTo("{\"columns\":[\"n\"],\"types\":[\"bigint\"],\"rows\":[[\"1\"]]}");
    }
}
