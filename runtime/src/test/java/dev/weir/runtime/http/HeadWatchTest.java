package dev.weir.runtime.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Slow callers. The time-outs are short; a server without a bound lets a test run into its own. */
@Timeout(4)
class HeadWatchTest {
    private static final String OK = "GET /ok HTTP/1.1\r\nhost: a\r\n\r\n";

    private final Vertx vertx =
            WatchedTransport.vertx(new VertxOptions(), false, Duration.ofMillis(100));
    private final JsonApi api =
            JsonApi.named("test")
                    .get("/ok", Access.PUBLIC, _ -> Answer.ok("done"))
                    .post("/ok", Access.PUBLIC, _ -> Answer.ok("done"))
                    .build();
    private final JsonApiServer server =
            new JsonApiServer(
                    vertx,
                    api,
                    JsonApiServer.Options.on("127.0.0.1", 0).withTimeout(Duration.ofMillis(300)),
                    new SimpleMeterRegistry());

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop(Duration.ofSeconds(5));
        vertx.close().await();
    }

    @Test
    void closesAConnectionThatSendsNothing() throws IOException {
        try (var socket = connect()) {
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
    }

    @Test
    void closesAConnectionWhoseHeadDoesNotEnd() throws IOException {
        try (var socket = connect()) {
            send(socket, "GET /ok HTTP/1.1\r\nhost: a");
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
    }

    @Test
    void closesAKeptConnectionWhoseNextHeadDoesNotEnd() throws IOException {
        try (var socket = connect()) {
            send(socket, OK);
            assertThat(answer(socket.getInputStream())).startsWith("HTTP/1.1 200");
            send(socket, "GET /ok HTTP/1.1\r\nhost: a");
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
    }

    @Test
    void closesAConnectionThatBeginsHttp2AndAsksNothing() throws IOException {
        try (var socket = connect()) {
            send(socket, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0");
            assertThat(socket.getInputStream().readAllBytes()).isNotNull();
        }
    }

    @Test
    void leavesAConnectionAtRestOpenAndAnswersItsNextRequest() throws Exception {
        try (var socket = connect()) {
            send(socket, OK);
            assertThat(answer(socket.getInputStream())).startsWith("HTTP/1.1 200");
            vertx.timer(300, java.util.concurrent.TimeUnit.MILLISECONDS).await();
            send(socket, OK);
            assertThat(answer(socket.getInputStream())).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void answersSeveralRequestsOfAConnection() throws IOException {
        try (var socket = connect()) {
            for (int i = 0; i < 3; i++) {
                send(socket, OK);
                assertThat(answer(socket.getInputStream())).startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void answersABodyThatDoesNotEndAndCloses() throws IOException {
        try (var socket = connect()) {
            send(socket, "POST /ok HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\n{");
            var all = new String(socket.getInputStream().readAllBytes(), US_ASCII);
            assertThat(all).startsWith("HTTP/1.1 408").contains("body-timeout");
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    /** Reads up to the end of the answer's body, which is {@code "done"}. */
    private static String answer(InputStream in) throws IOException {
        var text = new StringBuilder();
        while (!text.toString().endsWith("\"done\"")) {
            int next = in.read();
            if (next < 0) break;
            text.append((char) next);
        }
        return text.toString();
    }
}
