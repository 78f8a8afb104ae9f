package dev.weir.data.gateway;

import static dev.weir.data.gateway.GatewayFixture.query;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that ask and do not read: what they are owed stays theirs, and not for ever. */
class UnreadAnswersTest {
    private static final String LARGE = query("SELECT large");
    private static final int MANY = 90;

    private final GatewayFixture node =
            new GatewayFixture(all ->
                    all.withBodies(2 << 20, 16 << 20).withBodyTimeout(Duration.ofSeconds(4)));

    @AfterEach
    void close() throws Exception {
        node.close();
    }

    @Test
    void manyStreamsWithoutAWindowHoldNoMoreThanTheirShareAndAreReset() {
        var client =
                node.vertx.createHttpClient(
                        new HttpClientOptions()
                                .setProtocolVersion(HttpVersion.HTTP_2)
                                .setHttp2ClearTextUpgrade(false)
                                .setInitialSettings(new Http2Settings().setInitialWindowSize(0)),
                        new PoolOptions().setHttp2MaxSize(1));
        var resets = new AtomicInteger();
        for (int i = 0; i < MANY; i++) {
            var _ = client.request(options()).compose(request -> send(request, resets));
        }

        await().until(() -> node.answered.containsKey("query P5011"));
        assertThat(node.bodies.used()).isGreaterThan(FakeDatabase.LARGE);
        assertThat(node.bodies.used()).isLessThan(node.bodies.limit());
        await().until(() -> resets.get() > 0);
        await().until(() -> node.bodies.used() == 0);
        assertThat(node.database.lent).hasValue(0);
    }

    private RequestOptions options() {
        return new RequestOptions()
                .setHost("127.0.0.1")
                .setPort(node.listener.port())
                .setMethod(HttpMethod.POST)
                .setURI("/query")
                .putHeader("authorization", "Bearer " + GatewayFixture.KEY);
    }

    private static io.vertx.core.Future<Integer> send(
            HttpClientRequest request, AtomicInteger resets) {
        return request.send(LARGE)
                .map(response -> {
                    response.exceptionHandler(_ -> resets.incrementAndGet());
                    return response.statusCode();
                });
    }

    @Test
    void connectionsThatReadNothingAreClosed() throws Exception {
        var sockets = new CopyOnWriteArrayList<Socket>();
        for (int i = 0; i < 40; i++) {
            var socket = new Socket();
            socket.setReceiveBufferSize(4_096);
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), node.listener.port()));
            sockets.add(socket);
            var ask =
                    "POST /query HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                            + GatewayFixture.KEY
                            + "\r\nContent-Length: "
                            + LARGE.length()
                            + "\r\n\r\n"
                            + LARGE;
            socket.getOutputStream().write(ask.repeat(12).getBytes(US_ASCII));
        }

        await().until(() -> node.answered.containsKey("query P5011"));
        assertThat(node.bodies.used()).isLessThan(node.bodies.limit());
        // Others are owed no more than the system's own buffers hold.
        await().until(() -> node.listener.connections() < sockets.size());
        await().until(() -> node.bodies.used() == 0);
        for (var socket : sockets) socket.close();
    }

    @Test
    void anAnswerThatWasReadIsHeldNoMore() throws Exception {
        assertThat(node.post("/query", LARGE).body()).hasSizeGreaterThan(FakeDatabase.LARGE);
        await().until(() -> node.bodies.used() == 0);
    }

    /** It is sent in pieces, of which the whole length is not known. */
    @Test
    void aLargeAnswerIsStillCompressed() throws Exception {
        var request =
                node.request("/query", "accept-encoding", "gzip")
                        .POST(BodyPublishers.ofString(LARGE))
                        .build();

        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());

        assertThat(answer.headers().firstValue("content-encoding")).contains("gzip");
        var plain = new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
        assertThat(plain).hasSizeGreaterThan(FakeDatabase.LARGE);
    }
}
