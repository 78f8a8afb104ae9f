package dev.weir.data.gateway;

import static dev.weir.data.gateway.GatewayFixture.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.data.http.ListenerSettings;
import dev.weir.data.memory.MemoryBudget;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What requests' bodies may take of a node's memory, all together. */
class BodyMemoryTest {
    private static final int MAX_BODY = 64 << 10;
    private static final int TEXT = 50_000;

    private final GatewayFixture door =
            new GatewayFixture(all -> all.withEventLoops(2).withBodies(MAX_BODY, 6 * MAX_BODY));

    private final MemoryBudget bodies = door.bodies;

    @AfterEach
    void close() throws Exception {
        door.close();
    }

    @Test
    void refusesWhatWouldBeTooMuchInEachDoorsForm() throws Exception {
        door.database.size = 0;
        var held = new ArrayList<CompletableFuture<?>>();
        for (int i = 0; i < 2; i++) held.add(door.postAsync("/query", large(i)));
        await().until(() -> bodies.used() > 4L * TEXT);
        long both = bodies.used(); // two bodies, and the texts parsed of them

        var query = door.post("/query", large(2));
        var sql =
                door.post(
                        "/sql",
                        "{\"query\":\"SELECT 1 /* " + "x".repeat(50_000) + " */\",\"params\":[]}");

        assertThat(query.statusCode()).isEqualTo(503);
        assertThat(query.body()).contains("\"code\":\"P5011\"", bodies.shareLimit() + " bytes");
        assertThat(query.headers().firstValue("retry-after")).contains("1");
        assertThat(sql.statusCode()).isEqualTo(503);
        assertThat(sql.body()).contains("\"code\":\"53300\"");
        assertThat(sql.headers().firstValue("retry-after")).contains("1");

        await().until(() -> bodies.used() == both);
        held.getFirst().cancel(true);
        await().until(() -> bodies.used() < both - TEXT);
        door.database.size = 1;
        assertThat(door.post("/query", query("SELECT 3")).statusCode()).isEqualTo(200);
        held.getLast().get(10, TimeUnit.SECONDS);
        await().until(() -> bodies.used() == 0);
    }

    private static String large(int number) {
        return query("SELECT " + number + " /* " + "x".repeat(TEXT) + " */");
    }

    @Test
    void countsWhatABodyTakesAndNotWhatHasCome() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), door.listener.port())) {
            send(
                    socket,
                    "POST /query HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                            + GatewayFixture.KEY
                            + "\r\nTransfer-Encoding: chunked\r\n\r\n");
            chunk(socket, 1_000);
            await().until(() -> bodies.used() == 1_000);
            chunk(socket, 1_000);
            await().until(() -> bodies.used() == MAX_BODY);
        }
        await().until(() -> bodies.used() == 0);
    }

    @Test
    void takesNoMoreForABodyThanItsClientAnnounced() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), door.listener.port())) {
            send(
                    socket,
                    "POST /query HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                            + GatewayFixture.KEY
                            + "\r\nContent-Length: 5000\r\n\r\n"
                            + "x".repeat(1_000));
            await().until(() -> bodies.used() == 1_000);
            send(socket, "x".repeat(1_000));
            await().until(() -> bodies.used() == 5_000);
        }
        await().until(() -> bodies.used() == 0);
    }

    @Test
    void givesBackWhatARefusedBodyTook() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), door.listener.port())) {
            send(
                    socket,
                    "POST /query HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                            + GatewayFixture.KEY
                            + "\r\nTransfer-Encoding: chunked\r\n\r\n");
            chunk(socket, 40_000);
            await().until(() -> bodies.used() > 0);
            chunk(socket, 40_000); // more than one body may be
            await().until(() -> door.answered.containsKey("query P6005"));
            assertThat(bodies.used()).isZero();
        }
    }

    private static void chunk(Socket socket, int bytes) throws Exception {
        send(socket, Integer.toHexString(bytes) + "\r\n" + "x".repeat(bytes) + "\r\n");
    }

    private static void send(Socket socket, String text) throws Exception {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    @Test
    void defaultsToAQuarterOfTheHeapOrTwoBodies() {
        assertThat(ListenerSettings.bodiesOf(4L << 30, 32 << 20)).isEqualTo(1L << 30);
        assertThat(ListenerSettings.bodiesOf(128 << 20, 32 << 20)).isEqualTo(64 << 20);
    }
}
