package dev.weir.runtime.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JsonApiServerTest {
    record Size(int width, @Nullable String unit) {
        Size {
            if (width < 0) throw new IllegalArgumentException("width must not be negative");
        }
    }

    record Thing(String name, Size size, List<String> tags, @Nullable Instant made) {}

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final JsonApi api =
            JsonApi.named("test")
                    .authenticatedBy(JsonApiServerTest::callerOf)
                    .get(
                            "/things/{name}",
                            Access.PUBLIC,
                            request ->
                                    Answer.ok(
                                            Map.of(
                                                    "name", request.path("name"),
                                                    "by", request.query("by").orElse("nobody"))))
                    .get("/things/all", Access.PUBLIC, _ -> Answer.ok(List.of(1, 2)))
                    .post(
                            "/things",
                            Access.roles("writer"),
                            request -> {
                                var thing = request.body(Thing.class);
                                return Answer.created("/things/" + thing.name(), thing);
                            })
                    .delete("/things/{name}", Access.AUTHENTICATED, _ -> Answer.noContent())
                    .get(
                            "/broken",
                            Access.PUBLIC,
                            _ -> {
                                throw new IllegalStateException("password=hunter2");
                            })
                    .get("/slow", Access.PUBLIC, this::wait)
                    .get(
                            "/long",
                            Access.PUBLIC,
                            _ ->
                                    Answer.streamed(
                                            "text/csv",
                                            out -> {
                                                for (int i = 0; i < 200_000; i++) {
                                                    out.write("row\n".getBytes(UTF_8));
                                                }
                                            }))
                    .get(
                            "/cut",
                            Access.PUBLIC,
                            _ ->
                                    Answer.streamed(
                                            "text/csv",
                                            out -> {
                                                out.write(new byte[100_000]);
                                                throw new IOException("database gone");
                                            }))
                    .get("/files/{path*}", Access.PUBLIC, r -> Answer.ok(r.path("path")))
                    .build();
    private JsonApiServer server = server(JsonApiServer.Options.on("127.0.0.1", 0));

    private JsonApiServer server(JsonApiServer.Options options) {
        return new JsonApiServer(vertx, api, options, meters);
    }

    private Answer wait(Request request) throws InterruptedException {
        entered.countDown();
        try {
            released.await();
        } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
        }
        return Answer.ok("done");
    }

    private static Optional<Caller> callerOf(String token) {
        return switch (token) {
            case "w" -> Optional.of(new Caller("ann", Set.of("writer")));
            case "r" -> Optional.of(new Caller("bob", Set.of("reader")));
            default -> Optional.empty();
        };
    }

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        released.countDown();
        server.stop(Duration.ofSeconds(5));
        vertx.close().await();
    }

    @Test
    void findsTheRouteAndItsValues() throws Exception {
        var response = get("/things/a%2Fb+c?by=x%20y");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("\"name\":\"a/b+c\"").contains("\"by\":\"x y\"");
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(response.headers().firstValue("x-request-id")).isPresent();
        assertThat(get("/things/all").body()).isEqualTo("[1,2]");
        assertThat(get("/files/a/b.js").body()).isEqualTo("\"a/b.js\"");
    }

    @Test
    void answersUnknownPathsAndMethodsAsProblems() throws Exception {
        assertProblem(get("/nowhere"), 404, "no-such-path");
        var wrong = send("PUT", "/things/a", null, "");
        assertProblem(wrong, 405, "method-not-allowed");
        assertThat(wrong.headers().firstValue("allow")).hasValue("DELETE, GET");
    }

    @Test
    void wantsATokenWithTheRole() throws Exception {
        String thing = "{\"name\":\"n\",\"size\":{\"width\":1},\"tags\":[]}";

        var nobody = send("POST", "/things", null, thing);
        assertProblem(nobody, 401, "unauthenticated");
        assertThat(nobody.headers().firstValue("www-authenticate")).hasValue("Bearer");
        assertProblem(send("POST", "/things", "nonsense", thing), 401, "unauthenticated");
        assertProblem(send("POST", "/things", "r", thing), 403, "forbidden");
        var created = send("POST", "/things", "w", thing);
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("location")).hasValue("/things/n");
        assertThat(send("DELETE", "/things/n", "r", "").statusCode()).isEqualTo(204);
    }

    @Test
    void saysWhatIsWrongWithABody() throws Exception {
        assertBody("{\"name\":", "broken-json", "line 1");
        assertBody("", "missing-body", "empty");
        assertBody("null", "invalid-body", "null");
        assertBody("[]", "invalid-body", "another form");
        assertBody("{} {}", "invalid-body", "another form");
        assertBody(thing("n", "1", "7"), "unknown-field", "seven");
        assertBody("{\"size\":{\"width\":1},\"tags\":[]}", "missing-field", "name");
        assertBody("{\"name\":\"n\",\"size\":{},\"tags\":[]}", "invalid-field", "size.width");
        assertBody(thing("n", "\"1\"", null), "invalid-field", "size.width");
        assertBody(thing("n", "1.5", null), "invalid-field", "size.width");
        assertBody(thing("n", "-1", null), "invalid-field", "size: width must not be negative");
        assertBody(
                "{\"name\":\"n\",\"size\":{\"width\":1},\"tags\":[null]}",
                "missing-field",
                "tags[0]");
        assertBody("{\"name\":17,\"size\":{\"width\":1},\"tags\":[]}", "invalid-field", "name");
        assertBody(
                "{\"name\":\"n\",\"size\":{\"width\":1},\"tags\":[],\"made\":\"now\"}",
                "invalid-field",
                "made");
    }

    private static String thing(String name, String width, @Nullable String seven) {
        return "{\"name\":\"%s\",\"size\":{\"width\":%s},\"tags\":[]%s}"
                .formatted(name, width, seven == null ? "" : ",\"seven\":" + seven);
    }

    private void assertBody(String body, String code, String detail) throws Exception {
        var response = send("POST", "/things", "w", body);
        assertProblem(response, 400, code);
        assertThat(response.body()).contains(detail);
    }

    @Test
    void wantsJson() throws Exception {
        var request =
                HttpRequest.newBuilder(uri("/things"))
                        .header("authorization", "Bearer w")
                        .header("content-type", "text/plain")
                        .POST(BodyPublishers.ofString("{}"))
                        .build();

        assertProblem(client.send(request, BodyHandlers.ofString()), 415, "not-json");
    }

    @Test
    void refusesALargeBodyDeclaredOrNot() throws Exception {
        byte[] large = new byte[(1 << 20) + 1];
        var declared =
                HttpRequest.newBuilder(uri("/things"))
                        .header("authorization", "Bearer w")
                        .POST(BodyPublishers.ofByteArray(large))
                        .build();
        var chunked =
                HttpRequest.newBuilder(uri("/things"))
                        .header("authorization", "Bearer w")
                        .POST(
                                BodyPublishers.ofInputStream(
                                        () -> new java.io.ByteArrayInputStream(large)))
                        .build();

        assertProblem(client.send(declared, BodyHandlers.ofString()), 413, "body-too-large");
        assertProblem(client.send(chunked, BodyHandlers.ofString()), 413, "body-too-large");
    }

    @Test
    void tellsNothingOfAnUnexpectedFailure() throws Exception {
        var response = get("/broken");

        assertProblem(response, 500, "internal");
        assertThat(response.body()).doesNotContain("hunter2").doesNotContain("Illegal");
    }

    @Test
    void interruptsWhatTakesTooLong() throws Exception {
        restart(JsonApiServer.Options.on("127.0.0.1", 0).withTimeout(Duration.ofMillis(200)));

        assertProblem(get("/slow"), 504, "timeout");
        interrupted.await();
    }

    @Test
    void refusesMoreThanItsBoundAtOnce() throws Exception {
        restart(JsonApiServer.Options.on("127.0.0.1", 0).withMaxConcurrent(1));
        var slow =
                client.sendAsync(
                        HttpRequest.newBuilder(uri("/slow")).build(), BodyHandlers.ofString());
        entered.await();

        var refused = get("/things/a");
        released.countDown();

        assertProblem(refused, 503, "overloaded");
        assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
        assertThat(slow.get().body()).isEqualTo("\"done\"");
    }

    @Test
    void streamsWhatNeedNotFitInMemory() throws Exception {
        assertThat(get("/long").body()).hasSize(800_000);
    }

    @Test
    void cutsOffWhatFailsHalfWay() {
        assertThatThrownBy(() -> get("/cut")).isInstanceOf(IOException.class);
    }

    @Test
    void endsRequestsUnderWayBeforeItStops() throws Exception {
        var slow =
                client.sendAsync(
                        HttpRequest.newBuilder(uri("/slow")).build(), BodyHandlers.ofString());
        entered.await();
        var stopping = Thread.startVirtualThread(this::stopServer);

        released.countDown();

        assertThat(slow.get().statusCode()).isEqualTo(200);
        stopping.join();
        assertThatThrownBy(() -> get("/things/a")).isInstanceOf(IOException.class);
    }

    private void stopServer() {
        try {
            server.stop(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void namesTheAddressThatItCannotListenOn() {
        var second = server(JsonApiServer.Options.on("127.0.0.1", server.port()));

        assertThatIllegalStateException()
                .isThrownBy(second::start)
                .withMessageContaining("127.0.0.1:" + server.port());
    }

    @Test
    void countsRequestsByRouteAndStatus() throws Exception {
        get("/things/a");
        get("/things/b");
        get("/nowhere");

        org.awaitility.Awaitility.await()
                .untilAsserted(() -> {
                    assertThat(timed("/things/{name}", "200")).isEqualTo(2);
                    assertThat(timed("none", "404")).isEqualTo(1);
                });
    }

    private long timed(String route, String status) {
        var timer =
                meters.find("weir.http.requests").tag("route", route).tag("status", status).timer();
        return timer == null ? 0 : timer.count();
    }

    private void restart(JsonApiServer.Options options) throws Exception {
        server.stop(Duration.ofSeconds(5));
        server = server(options);
        server.start();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> send(
            String method, String path, @Nullable String token, String body) throws Exception {
        var request =
                HttpRequest.newBuilder(uri(path)).method(method, BodyPublishers.ofString(body));
        if (token != null) request.header("authorization", "Bearer " + token);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static void assertProblem(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body())
                .contains("\"code\":\"" + code + "\"")
                .contains("\"type\":\"urn:weir:problem:" + code + "\"")
                .contains("\"status\":" + status)
                .contains("\"title\":")
                .contains("\"detail\":")
                .contains("\"help\":");
    }
}
