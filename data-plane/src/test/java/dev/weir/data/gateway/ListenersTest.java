package dev.weir.data.gateway;

import static dev.weir.data.gateway.GatewayFixture.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.data.http.HttpListener;
import dev.weir.data.http.HttpMetrics;
import dev.weir.data.http.ListenerSettings;
import dev.weir.data.http.Listeners;
import dev.weir.runtime.Ticker;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ListenersTest {
    private final GatewayFixture door = new GatewayFixture();
    private final HttpListener other =
            new HttpListener(
                    door.vertx,
                    ListenerSettings.of("127.0.0.1", 0),
                    door.gateway,
                    door.bodies,
                    door.accounts,
                    HttpMetrics.NONE,
                    Ticker.SYSTEM);
    private final Listeners both =
            new Listeners(Ticker.SYSTEM, Duration.ofMillis(1), List.of(other, door.listener));

    @BeforeEach
    void start() throws Exception {
        other.start();
    }

    @AfterEach
    void close() throws Exception {
        door.close();
    }

    private CompletableFuture<Void> stopping(Duration deadline) {
        return CompletableFuture.runAsync(() -> {
            try {
                both.stop(deadline);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private int postAtTheOther(String path, String body) throws Exception {
        var request =
                door.request(path)
                        .uri(URI.create("http://127.0.0.1:" + other.port() + path))
                        .POST(BodyPublishers.ofString(body));
        return door.send(request).statusCode();
    }

    private int readinessOfTheOther() throws Exception {
        var uri = URI.create("http://127.0.0.1:" + other.port() + "/health");
        return door.send(door.request("/health").uri(uri).GET()).statusCode();
    }

    /** One listener that has nothing to do rolls nothing back that goes on at the other. */
    @Test
    void bothServeOnUntilTheLastTransactionHasEnded() throws Exception {
        var id = door.begin("{\"timeout\":4000}");
        var stopping = stopping(Duration.ofSeconds(10));
        await().until(() -> door.get("/health").statusCode() == 503);

        assertThat(postAtTheOther("/transaction/" + id + "/query", query("SELECT 1")))
                .isEqualTo(200);
        assertThat(door.post("/transaction/" + id + "/commit", "").statusCode()).isEqualTo(200);

        stopping.get(10, TimeUnit.SECONDS);
        assertThat(door.database.asked).endsWith("COMMIT").doesNotContain("ROLLBACK");
    }

    /** A load balancer that has not looked yet sends requests meanwhile. */
    @Test
    void serveOnForTheTimeOfTheNoticeThoughNothingComes() throws Exception {
        var ahead = new AtomicLong();
        var patient =
                new Listeners(
                        () -> Ticker.SYSTEM.nanos() + ahead.get(),
                        Duration.ofMinutes(5),
                        List.of(other));
        var stopping =
                CompletableFuture.runAsync(() -> {
                    try {
                        patient.stop(Duration.ofMinutes(20));
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
        await().until(() -> readinessOfTheOther() == 503);

        ahead.set(Duration.ofMinutes(4).toNanos());
        assertThat(postAtTheOther("/query", query("SELECT 1"))).isEqualTo(200);
        assertThat(stopping).isNotDone();

        ahead.set(Duration.ofMinutes(6).toNanos());
        stopping.get(10, TimeUnit.SECONDS);
    }

    @Test
    void whatIsStillOpenAtTheEndIsRolledBack() throws Exception {
        door.begin("{\"timeout\":4000}");

        stopping(Duration.ofMillis(900)).get(10, TimeUnit.SECONDS);

        await().until(() -> door.database.asked.contains("ROLLBACK"));
    }
}
