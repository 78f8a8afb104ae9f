package dev.weir.data.gateway;

import static dev.weir.data.gateway.GatewayFixture.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.data.http.ListenerSettings;
import dev.weir.data.http.TrustedProxies;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpListenerTest {
    private static final int MAX_BODY = 64 << 10;

    private final GatewayFixture door =
            new GatewayFixture(all ->
                    new ListenerSettings(
                            all.host(),
                            0,
                            null,
                            null,
                            2,
                            8 << 10,
                            MAX_BODY,
                            4 * MAX_BODY,
                            4,
                            100,
                            Duration.ofSeconds(30),
                            Duration.ofMillis(300),
                            Duration.ofMillis(300),
                            512,
                            TrustedProxies.NONE));

    @AfterEach
    void close() throws Exception {
        door.close();
    }

    @Test
    void tellsThatItIsWell() throws Exception {
        assertThat(door.get("/health").body()).isEqualTo("{\"status\":\"ok\"}");
        var head = door.send(door.request("/health").method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("content-length")).contains("15");
    }

    @Test
    void knowsOnlyItsOwnPathsAndMethods() throws Exception {
        var unknown = door.get("/nowhere");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("\"code\":\"P6005\"", "\"error\":", "\"meta\":{");
        assertThat(door.post("/transaction/x", "").statusCode()).isEqualTo(404);
        assertThat(door.post("/transaction/x/y/z", "").statusCode()).isEqualTo(404);

        var wrong = door.get("/query");
        assertThat(wrong.statusCode()).isEqualTo(405);
        assertThat(wrong.headers().firstValue("allow")).contains("POST");
    }

    @Test
    void takesARequestsIdOrMakesOne() throws Exception {
        var own = door.get("/health", "x-request-id", "abc-1");
        assertThat(own.headers().firstValue("x-request-id")).contains("abc-1");
        var made = door.get("/health", "x-request-id", "a b\"c");
        assertThat(made.headers().firstValue("x-request-id").orElseThrow())
                .matches("[a-z0-9]+-[a-z0-9]+");
    }

    @Test
    void refusesABodyThatIsAnnouncedTooLarge() throws Exception {
        var answer =
                raw(
                        "POST /query HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                                + GatewayFixture.KEY
                                + "\r\nExpect: 100-continue\r\nContent-Length: 10000000\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 413").contains("\"code\":\"P6005\"");
    }

    @Test
    void refusesABodyThatGrowsTooLarge() throws Exception {
        var chunk = "x".repeat(1_000);
        var request =
                new StringBuilder(
                        "POST /query HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                                + GatewayFixture.KEY
                                + "\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 100; i++) request.append("3e8\r\n").append(chunk).append("\r\n");

        assertThat(raw(request.toString())).startsWith("HTTP/1.1 413");
    }

    @Test
    void takesABodyInChunks() throws Exception {
        var body = query("SELECT 1").getBytes(StandardCharsets.UTF_8);
        var request =
                door.request("/query")
                        .POST(
                                BodyPublishers.ofInputStream(
                                        () -> new java.io.ByteArrayInputStream(body)));

        assertThat(door.send(request).statusCode()).isEqualTo(200);
    }

    @Test
    void asksForTheBodyOfAClientThatWaitsForThat() throws Exception {
        var request =
                door.request("/query")
                        .expectContinue(true)
                        .POST(BodyPublishers.ofString(query("SELECT 1")));

        assertThat(door.send(request).statusCode()).isEqualTo(200);
    }

    @Test
    void givesUpOnABodyThatTakesTooLong() throws Exception {
        var answer =
                raw(
                        "POST /query HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                                + GatewayFixture.KEY
                                + "\r\nContent-Length: 100\r\n\r\n{");

        assertThat(answer).startsWith("HTTP/1.1 408");
    }

    @Test
    void refusesHeadersThatAreTooLarge() throws Exception {
        var answer =
                raw("GET /health HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(20_000) + "\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 431");
    }

    @Test
    void answersOnlySoManyRequestsAtOnce() throws Exception {
        var first = new ArrayList<CompletableFuture<?>>();
        for (int i = 0; i < 4; i++) first.add(door.postAsync("/query", query("SELECT wait")));
        await().until(() -> door.listener.requests() == 4);

        var refused = door.post("/query", query("SELECT 1"));

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("\"code\":\"P5011\"");
        assertThat(refused.headers().firstValue("retry-after")).contains("1");
        assertThat(door.get("/health").statusCode()).isEqualTo(200);
        for (var answer : first) answer.get(10, TimeUnit.SECONDS);
        await().until(() -> door.listener.requests() == 0);
    }

    @Test
    void forgetsARequestWhoseClientLeftBeforeItsTurn() throws Exception {
        door.database.size = 0;
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), door.listener.port())) {
            socket.getOutputStream().write(rawQuery("SELECT 1"));
            await().until(() -> door.listener.requests() == 1);
        }
        await().until(() -> door.listener.requests() == 0);

        door.database.size = 1;
        assertThat(door.post("/query", query("SELECT 1")).statusCode()).isEqualTo(200);
        assertThat(door.database.asked).containsExactly("SELECT 1");
        assertThat(door.answered).containsEntry("query abandoned", 1);
    }

    @Test
    void compressesLargeAnswersForThoseWhoAcceptIt() throws Exception {
        var small = door.get("/health", "accept-encoding", "gzip");
        assertThat(small.headers().firstValue("content-encoding")).isEmpty();

        var large =
                door.client.send(
                        door.request(
                                        "/query",
                                        "accept-encoding",
                                        "gzip",
                                        "x-capture-telemetry",
                                        "query, tracing")
                                .POST(BodyPublishers.ofString(query("SELECT 1")))
                                .build(),
                        BodyHandlers.ofByteArray());
        assertThat(large.headers().firstValue("content-encoding")).contains("gzip");
        try (var text = new GZIPInputStream(new java.io.ByteArrayInputStream(large.body()))) {
            assertThat(new String(text.readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("{\"data\":");
        }
    }

    @Test
    void speaksHttp2WithPriorKnowledgeAndAfterAnUpgrade() throws Exception {
        for (boolean upgrade : new boolean[] {false, true}) {
            var client =
                    door.vertx.createHttpClient(
                            new HttpClientOptions()
                                    .setProtocolVersion(HttpVersion.HTTP_2)
                                    .setHttp2ClearTextUpgrade(upgrade));
            var answer =
                    client.request(HttpMethod.POST, door.listener.port(), "127.0.0.1", "/query")
                            .compose(request ->
                                    request.putHeader(
                                                    "authorization", "Bearer " + GatewayFixture.KEY)
                                            .send(query("SELECT 1")))
                            .compose(response -> {
                                assertThat(response.version()).isEqualTo(HttpVersion.HTTP_2);
                                return response.body();
                            })
                            .toCompletionStage()
                            .toCompletableFuture()
                            .get(10, TimeUnit.SECONDS);
            assertThat(answer.toString()).startsWith("{\"data\":");
            client.close();
        }
    }

    @Test
    void servesOnWhileItAsksClientsToLeave() throws Exception {
        var id = door.begin("{\"timeout\":4000}");
        var stopping =
                CompletableFuture.runAsync(() -> {
                    try {
                        door.listener.stop(Duration.ofSeconds(10));
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });

        await().until(() -> door.get("/health").statusCode() == 503);
        var answer = door.post("/transaction/" + id + "/query", query("SELECT 1"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("connection")).contains("close");
        assertThat(door.post("/transaction/" + id + "/commit", "").statusCode()).isEqualTo(200);

        stopping.get(10, TimeUnit.SECONDS);
        assertThat(door.database.asked).endsWith("COMMIT");
    }

    private static byte[] rawQuery(String sql) {
        var body = query(sql);
        return ("POST /query HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                        + GatewayFixture.KEY
                        + "\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Sends text and reads until the listener closes. */
    private String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), door.listener.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
