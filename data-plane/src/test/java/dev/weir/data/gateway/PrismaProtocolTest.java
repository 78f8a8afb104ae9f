package dev.weir.data.gateway;

import static dev.weir.data.gateway.GatewayFixture.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.data.database.DatabaseFault;
import dev.weir.data.environment.Environments;
import dev.weir.data.pool.LoanRefused;
import dev.weir.events.EnvironmentState;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PrismaProtocolTest {
    private final LoanRefused noGrant =
            new LoanRefused(LoanRefused.Reason.NO_GRANT, "pool shop: 0/0 lent");

    private final GatewayFixture door = new GatewayFixture();

    @AfterEach
    void close() throws Exception {
        door.close();
    }

    @Test
    void tellsClientsWhatTheyCompileFor() throws Exception {
        var answer = door.get("/connection-info");

        assertAnswer(
                answer,
                200,
                "{\"provider\":\"postgres\",\"connectionInfo\":{\"supportsRelationJoins\":true}}");
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    }

    @Test
    void addsWhatTheClientWantsToBeToldOnlyWhenItAsks() throws Exception {
        assertThat(door.get("/connection-info", "x-capture-telemetry", "error").body())
                .endsWith(",\"extensions\":{\"logs\":[]}}");
        assertThat(door.get("/connection-info", "x-capture-telemetry", "tracing").body())
                .endsWith(",\"extensions\":{\"spans\":[],\"traces\":[]}}");
    }

    @Test
    void answersAQueryWithItsData() throws Exception {
        assertAnswer(
                door.post("/query", query("SELECT 1")),
                200,
                "{\"data\":{\"columns\":[\"n\"],\"types\":[\"int\"],\"rows\":[[1]]}}");
        assertThat(door.database.lent).hasValue(0);
    }

    @Test
    void tellsOfStatementsToTheClientThatAskedForThem() throws Exception {
        var trace = "0af7651916cd43dd8448eb211c80319c";
        var body =
                door.post(
                                "/query",
                                query("SELECT 1"),
                                "x-capture-telemetry",
                                "tracing, query",
                                "traceparent",
                                "00-" + trace + "-b7ad6b7169203331-01")
                        .body();

        assertThat(body)
                .containsPattern("\"spanId\":\"(" + trace + "-[0-9a-f]{16})\".*\"id\":\"\\1\"")
                .doesNotContain("b7ad6b7169203331")
                .contains("\"level\":\"query\"")
                .contains("\"query\":\"SELECT 1\",\"params\":\"[]\"")
                .contains("\"duration\":", "\"duration_ms\":")
                .contains("\"spans\":[{\"id\":\"" + trace + "-", "\"traces\":[{\"id\":\"" + trace)
                .contains("\"parentId\":null,\"name\":\"prisma:accelerate:db_query\"");
    }

    @Test
    void countsWhatWasUsed() throws Exception {
        int bytes = door.post("/query", query("SELECT 1")).body().length();

        var usage = door.accounts.readings().getFirst().totals();
        assertThat(usage.queries()).isEqualTo(1);
        assertThat(usage.rows()).isEqualTo(1);
        assertThat(usage.bytesOut()).isEqualTo(bytes);
        await().until(() -> door.accounts.readings().getFirst().totals().cpuNanos() > 0);
        assertThat(door.answered).containsEntry("query ok", 1);
    }

    @Test
    void refusesKeysWithAWordOnWhatToDo() throws Exception {
        var missing = door.get("/connection-info", "authorization", "Basic abc");
        var malformed = door.get("/connection-info", "authorization", "Bearer KEY123");
        var unknown =
                door.get(
                        "/connection-info",
                        "authorization",
                        "Bearer " + Environments.otherKey("shop", "k1"));

        for (var answer : List.of(missing, malformed, unknown)) {
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).contains("\"code\":\"P6002\"", "\"meta\":{\"requestId\":");
        }
        assertThat(missing.body()).contains("Bearer");
        assertThat(malformed.body()).doesNotContain("KEY123");
        assertThat(unknown.body()).contains("revoked");
    }

    @Test
    void refusesASuspendedEnvironment() throws Exception {
        door.directory.apply(
                Environments.defined(
                        "shop", 2, EnvironmentState.SUSPENDED, List.of(GatewayFixture.KEY)));

        var answer = door.post("/query", query("SELECT 1"));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("\"code\":\"P6010\"");
    }

    @Test
    void saysWhereABodyIsBroken() throws Exception {
        assertThat(door.post("/query", "{\"operation\":").body()).contains("\"code\":\"P6005\"");
        var start = door.post("/transaction/start", "{\"timeout\":5,}");

        assertThat(start.statusCode()).isEqualTo(400);
        assertThat(start.body()).contains("\"code\":\"P6005\"", "line 1, column");
        assertThat(door.post("/transaction/start", "{\"timeout\":-1}").statusCode()).isEqualTo(400);
        assertThat(door.post("/transaction/start", "{\"timeout\":\"1\"}").statusCode())
                .isEqualTo(400);
        assertThat(door.post("/transaction/start", "[]").statusCode()).isEqualTo(400);
    }

    @Test
    void namesAPlansUnknownNode() throws Exception {
        var answer =
                door.post(
                        "/query",
                        "{\"operation\":\"x\",\"plan\":{\"type\":\"teleport\",\"args\":{}},\"params\":{}}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("teleport");
    }

    @Test
    void passesOnWhatTheDatabaseRefused() throws Exception {
        var answer = door.post("/query", query("SELECT fail"), "x-capture-telemetry", "error");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .startsWith("{\"code\":\"P2010\",\"error\":")
                .contains("\"level\":\"error\"")
                .doesNotContain("SELECT fail", "\\n    at ", "requestId");
        assertThat(door.database.lent).hasValue(0);
    }

    @Test
    void cancelsAQueryPastItsDeadline() throws Exception {
        var answer = door.post("/query", query("SELECT wait"));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("\"code\":\"P6004\"", "400 ms");
        await().untilAsserted(() -> assertThat(door.database.asked).contains("cancelled"));
        assertThat(door.database.lent).hasValue(0);
    }

    @Test
    void tellsWhyThereIsNoConnection() throws Exception {
        assertThat(refused(LoanRefused.Reason.QUEUE_FULL).statusCode()).isEqualTo(429);
        var late = refused(LoanRefused.Reason.WAIT_TIMEOUT);
        assertThat(late.body()).contains("\"code\":\"P2024\"", "20/20 lent");
        assertThat(late.headers().firstValue("retry-after")).contains("1");

        door.database.refusal =
                new DatabaseFault(
                        DatabaseFault.Kind.UNREACHABLE, "", "connection refused", Map.of());
        assertThat(door.post("/query", query("SELECT 1")).statusCode()).isGreaterThanOrEqualTo(400);
    }

    @Test
    void waitsForAGrantThatComes() throws Exception {
        door.database.refusal = noGrant;
        var answer = door.postAsync("/query", query("SELECT 1"));
        await().until(() -> door.gateway.waiting() == 1);

        door.database.refusal = null;

        assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(door.gateway.waiting()).isZero();
    }

    @Test
    void saysThatNoGrantCameInTime() throws Exception {
        door.waits(10, Duration.ofMillis(200));
        door.database.refusal = noGrant;

        var answer = door.post("/query", query("SELECT 1"));

        assertThat(answer.statusCode()).isEqualTo(503);
        // The other one if its time was over on the way to its last look.
        assertThat(answer.body()).containsAnyOf("\"code\":\"P6008\"", "\"code\":\"P2024\"");
        assertThat(answer.headers().firstValue("retry-after")).contains("1");
        assertThat(door.gateway.waiting()).isZero();
    }

    @Test
    void letsATransactionWaitForAGrantNoLongerThanItsClientDoes() throws Exception {
        door.waits(10, Duration.ofMinutes(1)); // longer than this test's client is patient
        door.database.refusal = noGrant;

        var answer = door.post("/transaction/start", "{\"maxWait\":200,\"timeout\":5000}");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body())
                .contains("P2028", "Unable to start a transaction in the given time.");
    }

    @Test
    void letsNoMoreWaitForAGrantThanMayWait() throws Exception {
        door.waits(1, Duration.ofSeconds(10));
        door.database.refusal = noGrant;
        var first = door.postAsync("/query", query("SELECT 1"));
        await().until(() -> door.gateway.waiting() == 1);

        // Whoever of the two looks while the other waits is refused.
        var second = door.postAsync("/query", query("SELECT 1"));
        CompletableFuture.anyOf(first, second).get(9, TimeUnit.SECONDS);

        door.database.refusal = null;
        var statuses = List.of(first.get().statusCode(), second.get().statusCode());
        assertThat(statuses).containsExactlyInAnyOrder(200, 503);
    }

    @Test
    void forgetsWhoLeavesWhileItWaitsForAGrant() throws Exception {
        door.database.refusal = noGrant;
        var answer = door.postAsync("/query", query("SELECT 1"));
        await().until(() -> door.gateway.waiting() == 1);

        answer.cancel(true);

        await().until(() -> door.listener.requests() == 0);
        await().until(() -> door.gateway.waiting() == 0);
        assertThat(door.database.asked).isEmpty();
    }

    @Test
    void refusesAnEnvironmentThatItHasNoRoomToCountFor() throws Exception {
        assertThat(door.post("/query", query("SELECT 1")).statusCode()).isEqualTo(200);
        door.countsNoMore();

        var answer =
                door.post(
                        "/query",
                        query("SELECT 1"),
                        "authorization",
                        "Bearer " + GatewayFixture.OTHER_KEY);
        var sql =
                door.post(
                        "/sql",
                        "{\"query\":\"SELECT 1\",\"params\":[]}",
                        "authorization",
                        "Bearer " + GatewayFixture.OTHER_KEY);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("\"code\":\"P6008\"", "1 environments");
        assertThat(answer.headers().firstValue("retry-after")).contains("5");
        assertThat(sql.statusCode()).isEqualTo(503);
        assertThat(sql.body()).contains("\"code\":\"57P03\"");
        assertThat(door.post("/query", query("SELECT 1")).statusCode()).isEqualTo(200);
    }

    @Test
    void commitsATransaction() throws Exception {
        var id = door.begin("{\"maxWait\":2000,\"timeout\":5000}");

        door.post("/transaction/" + id + "/query", query("SELECT 1"));
        var commit = door.post("/transaction/" + id + "/commit", "");

        assertAnswer(commit, 200, "{}");
        assertThat(door.database.asked).containsExactly("BEGIN", "SELECT 1", "COMMIT");
        await().until(() -> door.database.lent.get() == 0);
        var late = door.post("/transaction/" + id + "/query", query("SELECT 1"));
        assertAnswer(
                late,
                409,
                "{\"code\":\"P2028\",\"error\":\"Transaction API error: Transaction already closed:"
                        + " A query cannot be executed on a committed transaction.\",\"meta\":{}}");
    }

    @Test
    void beginsATransactionAtTheLevelAskedFor() throws Exception {
        door.begin("{\"isolationLevel\":\"REPEATABLE READ\"}");

        assertThat(door.database.asked).containsExactly("BEGIN REPEATABLE READ");
        var snapshot = door.post("/transaction/start", "{\"isolationLevel\":\"SNAPSHOT\"}");
        assertThat(snapshot.statusCode()).isEqualTo(409);
        assertThat(snapshot.body())
                .contains("Transaction API error: Invalid isolation level: SNAPSHOT");
    }

    @Test
    void nestsTransactionsAsSavepoints() throws Exception {
        var id = door.begin("{}");

        var nested = door.post("/transaction/start", "{\"newTxId\":\"" + id + "\"}");
        door.post("/transaction/" + id + "/rollback", "");
        door.post("/transaction/" + id + "/commit", "");

        assertAnswer(nested, 200, "{\"id\":\"" + id + "\"}");
        assertThat(door.database.asked)
                .containsExactly("BEGIN", "CREATE 1", "ROLLBACK 1", "COMMIT");
    }

    @Test
    void rollsATransactionBackWhenItsTimeIsOver() throws Exception {
        var id = door.begin("{\"timeout\":50}");

        await().untilAsserted(() -> assertThat(door.database.asked).contains("ROLLBACK"));
        await().until(() -> door.database.lent.get() == 0);
        var late = door.post("/transaction/" + id + "/rollback", "");

        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body())
                .contains(
                        "A rollback cannot be executed on an expired transaction. The timeout for"
                                + " this transaction was 50 ms, however ")
                .contains("\"meta\":{\"operation\":\"rollback\",\"timeout\":50,\"timeTaken\":");
    }

    @Test
    void runsOneQueryOfATransactionAfterTheOther() throws Exception {
        var id = door.begin("{}");
        var path = "/transaction/" + id + "/query";

        var first = door.postAsync(path, query("SELECT wait"));
        await().until(() -> !door.database.waiting.isEmpty());
        var second = door.postAsync(path, query("SELECT 1"));
        var third = door.postAsync("/transaction/" + id + "/commit", "");
        door.database.endOne();

        assertThat(first.get().statusCode()).isEqualTo(200);
        assertThat(second.get().statusCode()).isIn(200, 409);
        assertThat(third.get().statusCode()).isEqualTo(200);
        assertThat(door.database.asked).startsWith("BEGIN", "SELECT wait").contains("COMMIT");
    }

    @Test
    void keepsTransactionsFromOtherEnvironments() throws Exception {
        var id = door.begin("{}");

        var other =
                door.post(
                        "/transaction/" + id + "/commit",
                        "",
                        "authorization",
                        "Bearer " + GatewayFixture.OTHER_KEY);

        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(other.body()).contains("P2028", "Transaction not found");
        assertThat(door.database.asked).containsExactly("BEGIN");
    }

    @Test
    void waitsForATransactionsConnectionNoLongerThanAsked() throws Exception {
        door.database.size = 0;

        var answer = door.post("/transaction/start", "{\"maxWait\":50}");

        assertAnswer(
                answer,
                409,
                "{\"code\":\"P2028\",\"error\":\"Transaction API error: Unable to start a"
                        + " transaction in the given time.\",\"meta\":{}}");
    }

    @Test
    void ignoresCacheHeadersAndInvalidation() throws Exception {
        assertThat(
                        door.post(
                                        "/query",
                                        query("SELECT 1"),
                                        "cache-control",
                                        "max-age=60",
                                        "x-query-timeout",
                                        "nonsense")
                                .statusCode())
                .isEqualTo(200);
        assertThat(door.post("/invalidate", "{\"tags\":\"all\"}").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> refused(LoanRefused.Reason reason) throws Exception {
        door.database.refusal = new LoanRefused(reason, "pool shop: 20/20 lent, 64 waiting");
        return door.post("/query", query("SELECT 1"));
    }

    private static void assertAnswer(HttpResponse<String> answer, int status, String body) {
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.statusCode()).isEqualTo(status);
    }
}
