package dev.weir.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weir.runtime.Secret;
import dev.weir.standalone.machine.UpFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
    private static final String URL = "postgresql://u:p@127.0.0.1:5432/demo";

    /** What was asked of a management API that has one environment, if any. */
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private volatile boolean there;
    private HttpServer server;
    private ManagementApi api;

    @TempDir Path folder;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        server.createContext("/", this::answer);
        server.start();
        api =
                new ManagementApi(
                        "http://127.0.0.1:" + server.getAddress().getPort(), new Secret("t"));
    }

    @AfterEach
    void close() {
        api.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var question = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        asked.add(question + " " + body);
        int status =
                switch (question) {
                    case "GET /v1/environments/env-1" -> there ? 200 : 404;
                    case "POST /v1/refused" -> 422;
                    default -> 201;
                };
        var answer =
                switch (question) {
                    case "POST /v1/projects" -> "{\"id\":\"project-1\"}";
                    case "POST /v1/environments" -> "{\"id\":\"env-1\"}";
                    case "POST /v1/environments/env-1/keys" ->
                            "{\"id\":\"k\",\"key\":\"weir_key\"}";
                    default -> "{\"detail\":\"because\"}";
                };
        there = there || question.equals("POST /v1/environments");
        exchange.sendResponseHeaders(status, answer.length());
        exchange.getResponseBody().write(answer.getBytes(StandardCharsets.UTF_8));
        exchange.close();
    }

    private Demo ensure(String url) throws IOException {
        return Demo.ensure(api, folder.resolve("demo.json"), url, 20);
    }

    @Test
    void isMadeOnceAndFoundAgain() throws Exception {
        var made = ensure(URL);
        assertThat(made.environment()).isEqualTo("env-1");
        assertThat(made.apiKey().value()).isEqualTo("weir_key");
        assertThat(asked).anyMatch(each -> each.contains(URL) && each.contains("project-1"));
        asked.clear();

        assertThat(ensure(URL)).isEqualTo(made);
        assertThat(asked).noneMatch(each -> each.startsWith("POST"));
    }

    @Test
    void isMadeAnewForAnotherDatabaseOrWhenItWasDeleted() throws Exception {
        ensure(URL);
        asked.clear();
        ensure(URL + "2");
        assertThat(asked).anyMatch(each -> each.startsWith("POST /v1/environments "));

        asked.clear();
        there = false;
        ensure(URL + "2");
        assertThat(asked).anyMatch(each -> each.startsWith("POST /v1/environments "));
    }

    @Test
    void aRefusalIsToldWithItsReason() {
        assertThatThrownBy(() -> api.post("/v1/refused", java.util.Map.of()))
                .isInstanceOf(UpFailure.class)
                .hasMessageContaining("422")
                .hasMessageContaining("because");
    }
}
