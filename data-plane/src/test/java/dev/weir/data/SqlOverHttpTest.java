package dev.weir.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.data.environment.Environments;
import dev.weir.events.EnvironmentSettings;
import dev.weir.runtime.EnvelopeCipher;
import dev.weir.runtime.memory.InMemoryEventLog;
import dev.weir.testing.TestDatabase;
import dev.weir.testing.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The SQL door of a whole node on a real PostgreSQL, asked as the serverless driver asks. */
final class SqlOverHttpTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path CAPTURES = Path.of("../fixtures/neon/http.jsonl");

    /** Of these the other server, an older PostgreSQL, gave values of its own. */
    private static final Set<String> VARYING = Set.of("tableID", "line");

    private static final EnvironmentSettings SETTINGS =
            new EnvironmentSettings(
                    Duration.ofMinutes(6),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(10),
                    100,
                    100_000);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private TestDatabase database;
    private StandInControl control;
    private Node node;
    private String key;

    @BeforeEach
    void start() throws Exception {
        database = TestPostgres.freshDatabase();
        var log = new InMemoryEventLog(Clock.systemUTC());
        control = new StandInControl(log, 3);
        node = new Node(NodeTest.settings(), _ -> log);
        node.start();
        key =
                control.define(
                        database.uri(),
                        EnvelopeCipher.of(NodeTest.MASTER_KEYS, new SecureRandom()),
                        StandInControl.utf8(NodeTest.KEY_SECRET.value()),
                        SETTINGS);
        await(() -> raw("SELECT 1").statusCode() == 200);
    }

    @AfterEach
    void stop() throws Exception {
        node.stop(Duration.ofSeconds(10));
        control.close();
    }

    @Test
    void answersTheDriversRecordedRequestsAsRecorded() throws Exception {
        tables();
        var differences = new ArrayList<String>();
        int replayed = 0;
        for (var line : Files.readAllLines(CAPTURES)) {
            var capture = JSON.readTree(line);
            if (!capture.path("kind").asText().equals("http")) continue;
            var answer = send(recorded(capture));
            var body = capture.path("body").asText();
            var was = capture.path("response");
            var mine = comparable(JSON.readTree(answer.body()));
            var theirs = comparable(JSON.readTree(was.path("body").asText()));
            if (answer.statusCode() != was.path("status").asInt() || !mine.equals(theirs)) {
                differences.add(body + "\n  recorded " + theirs + "\n  answered " + mine);
            }
            was.path("headers")
                    .properties()
                    .forEach(header ->
                            assertThat(answer.headers().firstValue(header.getKey()))
                                    .as(body)
                                    .contains(header.getValue().asText()));
            replayed++;
        }
        assertThat(differences).isEmpty();
        assertThat(replayed).isGreaterThan(20);
    }

    private void tables() {
        must("create table pgbench_branches(bid int primary key, bbalance int, filler char(88))");
        must(
                "insert into pgbench_branches(bid, bbalance) select i, 0 from generate_series(1,10) i");
        must(
                "create table pgbench_accounts(aid int primary key, bid int, abalance int,"
                        + " filler char(84))");
        must("insert into pgbench_accounts select i, 1, 0, '' from generate_series(1,100) i");
        must(
                "create table pgbench_history(tid int, bid int, aid int, delta int,"
                        + " mtime timestamp, filler char(22))");
    }

    private HttpRequest recorded(JsonNode capture) {
        var request = builder(connectionString());
        var headers = capture.path("rawHeaders");
        for (int i = 0; i < headers.size(); i += 2) {
            var name = headers.get(i).asText();
            var value = headers.get(i + 1).asText();
            boolean kept = name.startsWith("Neon-") || name.startsWith("content-type");
            if (kept && !name.equals("Neon-Connection-String")) request.setHeader(name, value);
            if (name.equals("Authorization")) {
                request.setHeader("Neon-Connection-String", "postgresql://env1@db.example/");
                request.setHeader("Authorization", "Bearer " + key);
            }
        }
        return request.POST(BodyPublishers.ofString(capture.path("body").asText())).build();
    }

    private static JsonNode comparable(JsonNode answer) {
        answer.findParents("tableID").forEach(field -> ((ObjectNode) field).remove(VARYING));
        if (answer instanceof ObjectNode object) object.remove(VARYING);
        return answer;
    }

    @Test
    void givesTypedValuesToWhoAsksForNoText() throws Exception {
        var sql =
                "select 7::int2 a, -3::int4 b, 9007199254740993::int8 c, 1.5::float8 d, 'NaN'::float4 e,"
                        + " true f, '{\"k\": [1, null]}'::jsonb g, 1.10::numeric h, null::int i,"
                        + " '{{1,2},{3,NULL}}'::int[] j, array['a\"b','NULL','ü\\']::text[] k,"
                        + " '[0:1]={t,f}'::bool[] l, '{}'::int8[] m, '{9}'::int8[] n,"
                        + " '2020-01-02'::date o, 1e100::float8 p, 1 a";
        var answer = send(builder(connectionString()).POST(body(sql)).build());

        assertThat(JSON.readTree(answer.body()).path("rows"))
                .isEqualTo(
                        JSON.readTree(
                                "[{\"b\":-3,\"c\":\"9007199254740993\",\"d\":1.5,\"e\":\"NaN\",\"f\":true,"
                                        + "\"g\":{\"k\":[1,null]},\"h\":\"1.10\",\"i\":null,"
                                        + "\"j\":[[1,2],[3,null]],\"k\":[\"a\\\"b\",\"NULL\",\"ü\\\\\"],"
                                        + "\"l\":[true,false],\"m\":[],\"n\":[\"9\"],"
                                        + "\"o\":\"2020-01-02\",\"p\":1e+100,\"a\":1}]"));
    }

    @Test
    void takesParametersOfAnyJsonForm() throws Exception {
        var answer =
                send(
                        driver().POST(
                                        BodyPublishers.ofString(
                                                "{\"query\":\"select $1::numeric, $2::bool, $3::jsonb, $4::text[], $5::int[]\","
                                                        + "\"params\":[1.50,false,{\"a\":[1.0,\"x\"]},[\"a\\\"\",null,\"b,c\"],[[1],[2]]]}"))
                                .build());

        assertThat(JSON.readTree(answer.body()).path("rows").get(0))
                .isEqualTo(
                        JSON.readTree(
                                "[\"1.50\",\"f\",\"{\\\"a\\\": [1.0, \\\"x\\\"]}\",\"{\\\"a\\\\\\\"\\\",NULL,\\\"b,c\\\"}\",\"{{1},{2}}\"]"));
    }

    @Test
    void refusesWhoseConnectionStringDoesNotMatchTheEnvironment() throws Exception {
        assertThat(codeFor("postgresql://env1:nonsense@db.example/x")).isEqualTo("28P01");
        assertThat(codeFor("postgresql://env1:" + Environments.key("env1", "x9") + "@db.example/x"))
                .isEqualTo("28P01");
        assertThat(codeFor("postgresql://other:" + key + "@db.example/")).isEqualTo("28000");
        assertThat(codeFor("postgresql://env1:" + key + "@db.example/other")).isEqualTo("3D000");
        assertThat(codeFor("postgresql://env1@db.example/other")).isEqualTo("28000");
        assertThat(codeFor("mysql://env1:" + key + "@db.example/x")).isEqualTo("08P01");
        assertThat(send(builder("postgres://:" + key + "@h").POST(body("select 1")).build()))
                .matches(answer -> answer.statusCode() == 200);
        var byName = "postgresql://test:" + key + "@db.example/";
        assertThat(send(builder(byName).POST(body("select 1")).build()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void refusesWhatIsNoRequestWithAnErrorThatTheDriverUnderstands() throws Exception {
        for (var body :
                List.of("", "[]", "{}", "{\"query\":1}", "{\"queries\":[1]}", "{\"query\"")) {
            var answer = send(driver().POST(BodyPublishers.ofString(body)).build());
            assertThat(answer.statusCode()).as(body).isEqualTo(400);
            var error = JSON.readTree(answer.body());
            assertThat(error.path("code").asText()).isEqualTo("08P01");
            assertThat(error.size()).as("members of a NeonDbError").isEqualTo(17);
        }
        var level =
                driver().setHeader("Neon-Batch-Isolation-Level", "Chaos").POST(body("select 1"));
        assertThat(send(level.build()).statusCode()).isEqualTo(400);
    }

    @Test
    void letsBrowsersAsk() throws Exception {
        var preflight =
                send(
                        HttpRequest.newBuilder(uri())
                                .header("origin", "https://app.example")
                                .header("access-control-request-method", "POST")
                                .method("OPTIONS", BodyPublishers.noBody())
                                .build());

        assertThat(preflight.statusCode()).isEqualTo(204);
        var headers = preflight.headers();
        assertThat(headers.firstValue("access-control-allow-origin")).contains("*");
        assertThat(headers.firstValue("access-control-max-age")).contains("86400");
        assertThat(headers.firstValue("access-control-allow-headers").orElseThrow())
                .contains("Neon-Connection-String", "Neon-Batch-Isolation-Level", "Authorization");
        assertThat(raw("select 1").headers().firstValue("access-control-allow-origin"))
                .contains("*");
        assertThat(raw("selec").headers().firstValue("access-control-allow-origin")).contains("*");
    }

    @Test
    void rollsABatchBackThatFails() throws Exception {
        must("create table t(n int primary key)");

        var failed = batch("insert into t values (1)", "insert into t values (2)", "select 1/0");

        assertThat(failed.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(failed.body()).path("code").asText()).isEqualTo("22012");
        assertThat(rows("select count(*) from t")).isEqualTo("[[\"0\"]]");
        assertThat(batch("insert into t values (1)", "insert into t values (2)").statusCode())
                .isEqualTo(200);
        assertThat(rows("select count(*) from t")).isEqualTo("[[\"2\"]]");
    }

    /** Failures that the node alone notices, after the server has run the insert. */
    @Test
    void nothingOfABatchStaysWhenItsClientIsToldOfAFailure() throws Exception {
        must("create table t(n int primary key)");
        var large = "select repeat('x', 60000)";
        var failing =
                List.of(
                        List.of("select 'a\u0000b'"),
                        List.of("copy t to stdout"),
                        List.of("select repeat('x', 100001)"),
                        List.of(large, large),
                        List.of("select repeat(chr(1), 50000)"),
                        List.of("commit"),
                        List.of("/* c */ ROLLBACK"),
                        List.of("begin"),
                        List.of("end"),
                        List.of("abort and chain"),
                        List.of("start transaction"),
                        List.of("prepare transaction 'x'"),
                        List.of("select pg_sleep(30)"));
        for (var members : failing) {
            var statements = new ArrayList<>(List.of("insert into t values (1)"));
            statements.addAll(members);

            var failed = batch(statements.toArray(String[]::new));

            assertThat(failed.statusCode()).as(members + failed.body()).isGreaterThanOrEqualTo(400);
            assertThat(rows("select count(*) from t"))
                    .as(members.toString())
                    .isEqualTo("[[\"0\"]]");
        }
        var parameter =
                "{\"queries\":[{\"query\":\"insert into t values (1)\",\"params\":[]},"
                        + "{\"query\":\"select $1\",\"params\":[\"a\\u0000b\"]}]}";
        assertThat(send(driver().POST(BodyPublishers.ofString(parameter)).build()).statusCode())
                .isEqualTo(400);
        assertThat(rows("select count(*) from t")).isEqualTo("[[\"0\"]]");
    }

    @Test
    void saysThatALoneWriteMayHaveTakenEffectWhoseResultIsTooLarge() throws Exception {
        must("create table t(v text)");

        var answer = raw("insert into t values (repeat('x', 200000)) returning v");

        assertThat(answer.statusCode()).isEqualTo(507);
        assertThat(JSON.readTree(answer.body()).path("message").asText())
                .contains("may have taken effect");
    }

    @Test
    void aKeyThatOpensNothingIsAFailedPasswordInTheServersWords() throws Exception {
        var request =
                driver().setHeader(
                                "Neon-Connection-String", "postgresql://ada:nonsense@db.example/x")
                        .POST(body("select 1"))
                        .build();
        var error = JSON.readTree(send(request).body());

        assertThat(error.path("message").asText())
                .isEqualTo("password authentication failed for user \"ada\"");
        assertThat(error.path("code").asText()).isEqualTo("28P01");
        assertThat(error.path("detail").asText()).contains("not an API key of Weir");
        assertThat(error.path("hint").asText()).isNotEmpty();
    }

    @Test
    void isAlsoAtThePathWithASlashAndShowsBrowsersItsHeaders() throws Exception {
        var slashed = URI.create("http://127.0.0.1:" + node.port() + "/sql/");
        var answer = send(driver().uri(slashed).POST(body("select 1")).build());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("access-control-expose-headers"))
                .contains("Retry-After, x-request-id");
    }

    @Test
    void describesSystemColumnsAndReplacesHalfASurrogatePair() throws Exception {
        must("create table t(v text)");
        var fields = JSON.readTree(raw("select ctid, v from t").body()).path("fields");
        assertThat(fields.get(0).path("columnID").asInt()).isEqualTo(-1);
        assertThat(fields.get(1).path("columnID").asInt()).isEqualTo(1);

        var half = "{\"query\":\"select $1::text, 'b\\udc00'\",\"params\":[\"a\\ud800?\"]}";
        var answer = send(driver().POST(BodyPublishers.ofString(half)).build());

        assertThat(JSON.readTree(answer.body()).path("rows").toString())
                .isEqualTo("[[\"a\ufffd?\",\"b\ufffd\"]]");
    }

    @Test
    void runsABatchInTheTransactionThatItsHeadersAskFor() throws Exception {
        var answer =
                send(
                        driver().setHeader("Neon-Batch-Isolation-Level", "Serializable")
                                .setHeader("Neon-Batch-Read-Only", "true")
                                .POST(
                                        BodyPublishers.ofString(
                                                "{\"queries\":[{\"query\":\"show transaction_isolation\"},"
                                                        + "{\"query\":\"create table no(n int)\"}]}"))
                                .build());

        assertThat(JSON.readTree(answer.body()).path("code").asText()).isEqualTo("25006");
        assertThat(answer.headers().firstValue("neon-batch-read-only")).contains("true");
    }

    @Test
    void givesNoSessionStateFromOneRequestToTheNext() throws Exception {
        for (int i = 0; i < 6; i++) {
            must("select set_config('app.user', 'ada', false)");
            must("set search_path = nowhere");
            must("create temp table mine(n int)");
            assertThat(rows("select coalesce(current_setting('app.user', true), '')"))
                    .isEqualTo("[[\"\"]]");
            assertThat(rows("show search_path")).isEqualTo("[[\"\\\"$user\\\", public\"]]");
        }
    }

    @Test
    void refusesAnAnswerPastItsLimit() throws Exception {
        assertThat(raw("select repeat('x', 90000)").statusCode()).isEqualTo(200);
        for (var sql : List.of("select repeat('x', 100001)", "select repeat(chr(1), 50000)")) {
            var answer = raw(sql);
            assertThat(answer.statusCode()).isEqualTo(507);
            assertThat(JSON.readTree(answer.body()).path("code").asText()).isEqualTo("54000");
        }
        assertThat(raw("select 1").statusCode()).isEqualTo(200);
    }

    @Test
    void endsAStatementAtItsTimeOut() throws Exception {
        var answer = raw("select pg_sleep(30)");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).path("code").asText()).isEqualTo("57014");
    }

    @Test
    void cancelsInTheDatabaseWhatAClientHasLeft() throws Exception {
        var sleeping =
                "select count(*)::int from pg_stat_activity where query like '%pg_sleep(2.9)%' and state = 'active' and pid <> pg_backend_pid()";
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
            var body = "{\"query\":\"select pg_sleep(2.9)\",\"params\":[]}";
            var request =
                    "POST /sql HTTP/1.1\r\nhost: x\r\nneon-connection-string: "
                            + connectionString()
                            + "\r\ncontent-length: "
                            + body.length()
                            + "\r\n\r\n"
                            + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            await(() -> rows(sleeping).contains("1"));
        }
        await(() -> rows(sleeping).contains("0"));
    }

    private String codeFor(String connectionString) throws Exception {
        var answer = send(builder(connectionString).POST(body("select 1")).build());
        assertThat(answer.statusCode()).isEqualTo(400);
        return JSON.readTree(answer.body()).path("code").asText();
    }

    private HttpResponse<String> batch(String... statements) throws Exception {
        var queries = JSON.createArrayNode();
        for (var sql : statements) queries.addObject().put("query", sql).putArray("params");
        var body = JSON.createObjectNode().set("queries", queries).toString();
        return send(driver().POST(BodyPublishers.ofString(body)).build());
    }

    private void must(String sql) {
        assertThat(raw(sql).statusCode()).as(sql).isEqualTo(200);
    }

    private String rows(String sql) {
        try {
            return JSON.readTree(raw(sql).body()).path("rows").toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private HttpResponse<String> raw(String sql) {
        try {
            return send(driver().POST(body(sql)).build());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return client.send(request, BodyHandlers.ofString());
    }

    private static HttpRequest.BodyPublisher body(String sql) {
        return BodyPublishers.ofString(
                JSON.createObjectNode()
                        .put("query", sql)
                        .set("params", JSON.createArrayNode())
                        .toString());
    }

    /** With the headers that the driver always sends. */
    private HttpRequest.Builder driver() {
        return builder(connectionString())
                .header("Neon-Raw-Text-Output", "true")
                .header("Neon-Array-Mode", "true");
    }

    private HttpRequest.Builder builder(String connectionString) {
        return HttpRequest.newBuilder(uri())
                .header("Neon-Connection-String", connectionString)
                .header("content-type", "text/plain;charset=UTF-8")
                .timeout(Duration.ofSeconds(20));
    }

    private String connectionString() {
        var path = URI.create(database.uri()).getPath();
        return "postgresql://env1:" + key + "@ep-1.db.example" + path + "?sslmode=require";
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + node.port() + "/sql");
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("waited for too long").isNegative();
            LockSupport.parkNanos(20_000_000);
        }
    }
}
