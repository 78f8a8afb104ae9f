package dev.weir.data.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.data.database.DatabaseFault;
import dev.weir.data.pool.LoanRefused;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The door of clients without an engine, as such a client finds it. */
final class EngineProtocolTest {
    private final GatewayFixture door = new GatewayFixture();
    private String schema;
    private String base;

    @BeforeEach
    void prepare() throws Exception {
        var text = Files.readAllBytes(Path.of("../fixtures/prisma/schema-5-6.prisma"));
        schema = Base64.getEncoder().encodeToString(text);
        base = "/6.19.3/" + sha256(schema);
    }

    @AfterEach
    void close() throws Exception {
        door.close();
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    }

    private HttpResponse<String> put(String path, String body) throws Exception {
        return door.send(door.request(path).PUT(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> ask(String body) throws Exception {
        return door.post(base + "/graphql", body, "content-type", "text/plain;charset=UTF-8");
    }

    private static String raw(String sql) {
        return "{\"action\":\"queryRaw\",\"query\":{\"arguments\":{\"query\":\""
                + sql
                + "\",\"parameters\":\"[]\"},\"selection\":{}}}";
    }

    private void upload() throws Exception {
        assertThat(put(base + "/schema", schema).statusCode()).isEqualTo(200);
    }

    @Test
    void asksForTheSchemaThatItDoesNotHave() throws Exception {
        var missing = ask(raw("SELECT 1"));

        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body())
                .isEqualTo("{\"EngineNotStarted\":{\"reason\":\"SchemaMissing\"}}");
        var uploaded = put(base + "/schema", schema);
        assertThat(uploaded.statusCode()).isEqualTo(200);
        assertThat(uploaded.body()).isEqualTo("{\"schemaHash\":\"" + sha256(schema) + "\"}");
        assertThat(ask(raw("SELECT 1")).body())
                .isEqualTo(
                        "{\"data\":{\"queryRaw\":{\"columns\":[\"n\"],\"types\":[\"int\"],\"rows\":[[1]]}}}");
    }

    @Test
    void keepsTheSchemasOfEnvironmentsApart() throws Exception {
        upload();

        var other =
                door.post(
                        base + "/graphql",
                        raw("SELECT 1"),
                        "authorization",
                        "Bearer " + GatewayFixture.OTHER_KEY);

        assertThat(other.statusCode()).isEqualTo(404);
    }

    @Test
    void refusesSchemasThatAreNoneInAWayThatNobodyTriesAgain() throws Exception {
        assertThat(put(base + "/schema", "not what the hash says").statusCode()).isEqualTo(400);
        var broken =
                Base64.getEncoder()
                        .encodeToString("model X {\n  id Wrong @id\n}\n".getBytes(UTF_8));

        var refused = put("/6.19.3/" + sha256(broken) + "/schema", broken);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body())
                .startsWith(
                        "{\"EngineNotStarted\":{\"reason\":{\"KnownEngineStartupError\":{\"msg\":")
                .contains("\"error_code\":\"P1012\"");
    }

    @Test
    void writesRawRowsAsTheClientsVersionReadsThem() throws Exception {
        base = base.replace("6.19.3", "5.16.2");
        upload();

        assertThat(ask(raw("SELECT 1")).body())
                .isEqualTo(
                        "{\"data\":{\"queryRaw\":[{\"n\":{\"prisma__type\":\"int\",\"prisma__value\":1}}]}}");
    }

    @Test
    void tellsTheDatabasesErrorsWithStatus200() throws Exception {
        upload();

        var failed = ask(raw("SELECT fail"));

        assertThat(failed.statusCode()).isEqualTo(200);
        assertThat(failed.body())
                .startsWith("{\"errors\":[{\"error\":\"Raw query failed. Code: `22012`.")
                .contains("\"error_code\":\"P2010\"");
    }

    /** After these statuses the clients send the request once more, writes too. */
    @Test
    void neverAsksAClientToTryAgainWhatWasBegun() throws Exception {
        upload();
        door.database.refusal = null;
        var timedOut = door.postAsync(base + "/graphql", raw("SELECT wait"));
        await().until(() -> !door.database.waiting.isEmpty());

        assertThat(timedOut.join().statusCode()).isEqualTo(200);
        assertThat(timedOut.join().body()).contains("\"errors\":[", "P6004");
        assertThat(ask(raw("SELECT fail")).statusCode()).isEqualTo(200);
    }

    @Test
    void letsAClientTryAgainWhatWasNotBegun() throws Exception {
        upload();
        door.database.refusal = new LoanRefused(LoanRefused.Reason.QUEUE_FULL, "pool shop: full");
        assertThat(ask(raw("SELECT 1")).statusCode()).isEqualTo(429);

        door.database.refusal =
                new DatabaseFault(DatabaseFault.Kind.UNREACHABLE, "", "refused", Map.of());
        var unreachable = ask(raw("SELECT 1"));

        assertThat(unreachable.statusCode()).isEqualTo(422);
        assertThat(unreachable.body()).contains("KnownEngineStartupError", "P1001");
        assertThat(door.database.asked).isEmpty();
    }

    @Test
    void refusesWhatTheCompilerWouldPanicAt() throws Exception {
        upload();
        for (var body :
                List.of(
                        "{\"modelName\":\"User\",\"action\":\"nope\",\"query\":{}}",
                        "{\"modelName\":\"AllTypes\",\"action\":\"findMany\",\"query\":{\"arguments\":{\"where\":{\"json\":{\"equals\":{\"$type\":\"Json\",\"value\":\"{\"}}}},\"selection\":{\"id\":true}}}",
                        "{\"query\":\"query { findManyUser { id } }\",\"variables\":{}}",
                        "[]",
                        "{")) {
            var refused = ask(body);
            assertThat(refused.statusCode()).as(body).isIn(200, 400);
            assertThat(refused.body()).doesNotContain("data\":");
        }
        assertThat(door.database.asked).isEmpty();
    }

    @Test
    void passesTheCompilersRefusalOn() throws Exception {
        upload();

        var refused =
                ask(
                        "{\"modelName\":\"User\",\"action\":\"findMany\",\"query\":{\"arguments\":{\"where\":{\"nothing\":1}},\"selection\":{\"id\":true}}}");

        assertThat(refused.statusCode()).isEqualTo(200);
        assertThat(refused.body())
                .contains("\"error_code\":\"P2009\"", "\"kind\":\"UnknownInputField\"");
    }

    @Test
    void runsABatchWithoutATransactionEachByItself() throws Exception {
        upload();

        var answer =
                ask(
                        "{\"batch\":["
                                + raw("SELECT 1")
                                + ","
                                + raw("SELECT fail")
                                + ","
                                + raw("SELECT 1")
                                + "]}");

        assertThat(answer.body())
                .startsWith("{\"batchResult\":[{\"data\":{\"queryRaw\":{")
                .contains("]}}},{\"errors\":[{\"error\":\"Raw query failed.")
                .endsWith("\"rows\":[[1]]}}}]}");
        assertThat(door.database.asked).containsExactly("SELECT 1", "SELECT fail", "SELECT 1");
    }

    @Test
    void rollsABatchBackWhenOneOfItsQueriesFails() throws Exception {
        upload();
        var batch =
                "{\"batch\":["
                        + raw("SELECT 1")
                        + ","
                        + raw("SELECT fail")
                        + "],\"transaction\":{\"isolationLevel\":\"Serializable\"}}";

        var answer = ask(batch);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith("{\"errors\":[").contains("\"batch_request_idx\":1");
        assertThat(door.database.asked)
                .containsExactly("BEGIN SERIALIZABLE", "SELECT 1", "SELECT fail", "ROLLBACK");
        assertThat(ask(batch.replace("SELECT fail", "SELECT 1")).body()).contains("batchResult");
        assertThat(door.database.asked).endsWith("SELECT 1", "SELECT 1", "COMMIT");
    }

    @Test
    void keepsATransactionUnderAnAddressOfItsOwn() throws Exception {
        upload();
        var started =
                door.post(
                        base + "/transaction/start",
                        "{\"max_wait\":111,\"timeout\":2222,\"isolation_level\":\"RepeatableRead\"}");
        var address = started.body().replaceAll(".*\"endpoint\":\"([^\"]+)\".*", "$1");
        assertThat(address).startsWith("http://127.0.0.1:" + door.listener.port() + base + "/itx/");
        var path = address.substring(address.indexOf(base));

        assertThat(door.post(path + "/graphql", raw("SELECT 1")).body()).startsWith("{\"data\":");
        assertThat(door.post(path + "/commit", "").body()).isEqualTo("{}");

        assertThat(door.database.asked)
                .containsExactly("BEGIN REPEATABLE READ", "SELECT 1", "COMMIT");
        var late = door.post(path + "/graphql", raw("SELECT 1"));
        assertThat(late.statusCode()).isEqualTo(200);
        assertThat(late.body()).contains("\"error_code\":\"P2028\"");
        var again = door.post(path + "/rollback", "");
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(again.body())
                .startsWith("{\"is_panic\":false,\"message\":\"Transaction API error")
                .contains("\"error_code\":\"P2028\"");
    }

    @Test
    void knowsNoOtherPaths() throws Exception {
        for (var path :
                List.of(
                        "/6.19.3/abc/graphql",
                        "/x.y.z/" + sha256("") + "/graphql",
                        base + "/nothing",
                        base)) {
            assertThat(door.post(path, "{}").statusCode()).as(path).isEqualTo(404);
        }
        assertThat(door.post(base + "/schema", schema).statusCode()).isEqualTo(405);
    }
}
