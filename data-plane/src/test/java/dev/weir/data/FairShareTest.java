package dev.weir.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.http.ListenerSettings;
import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentSettings;
import dev.weir.runtime.EnvelopeCipher;
import dev.weir.runtime.memory.InMemoryEventLog;
import dev.weir.testing.TestDatabase;
import dev.weir.testing.TestPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two environments on the only event loop of a whole node, with a real PostgreSQL. */
final class FairShareTest {
    private static final EnvironmentId QUIET = new EnvironmentId("quiet");
    private static final String LARGE =
            "select g, md5(g::text) as hash, repeat('x', 100) as text from"
                    + " generate_series(1, 3000) g";

    private static final int CLIENTS = 32;
    private static final int LARGE_ONES = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger failed = new AtomicInteger();
    private TestDatabase database;
    private StandInControl control;
    private Node node;
    private String noisyKey;
    private String quietKey;

    @BeforeEach
    void start() throws Exception {
        database = TestPostgres.freshDatabase();
        var log = new InMemoryEventLog(Clock.systemUTC());
        control = new StandInControl(log, 20);
        node = new Node(NodeTest.settings(onOneLoop(), Duration.ofSeconds(10)), _ -> log);
        node.start();
        var sealer = EnvelopeCipher.of(NodeTest.MASTER_KEYS, new SecureRandom());
        var secret = StandInControl.utf8(NodeTest.KEY_SECRET.value());
        var settings = EnvironmentSettings.DEFAULTS;
        noisyKey = control.define(database.uri(), sealer, secret, settings);
        quietKey = control.define(QUIET, database.uri(), sealer, secret, settings);
    }

    @AfterEach
    void stop() throws Exception {
        over.set(true);
        node.stop(Duration.ofSeconds(10));
        control.close();
    }

    @Test
    void servesSmallQueriesOfOneBesideManyLargeOnesOfAnother() throws Exception {
        for (var key : new String[] {noisyKey, quietKey}) {
            spinUntil(() -> status(key, "select 1") == 200);
        }
        var noisy = new AtomicInteger();
        var quiet = new AtomicInteger();
        var clients = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < CLIENTS; i++) clients.add(loop(noisyKey, LARGE, noisy));
        spinUntil(() -> noisy.get() >= CLIENTS);
        int before = noisy.get();
        clients.add(loop(quietKey, "select 1", quiet));
        spinUntil(() -> noisy.get() >= before + LARGE_ONES);
        int served = quiet.get();
        over.set(true);
        for (var one : clients) one.get();

        assertThat(failed).hasValue(0);
        // Some 40 where loops take turns; 6 to 10 where they do not.
        assertThat(served)
                .as("small ones served beside %s large ones", LARGE_ONES)
                .isGreaterThan(16);
    }

    /** Looks without a rest, as what is counted goes on; a client that fails must not hang it. */
    private static void spinUntil(Callable<Boolean> done) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!done.call()) {
            assertThat(System.nanoTime() - end).as("still waiting after %s", PATIENCE).isNegative();
            Thread.onSpinWait();
        }
    }

    private CompletableFuture<Void> loop(String key, String sql, AtomicInteger answered) {
        var ended = new CompletableFuture<Void>();
        Thread.startVirtualThread(() -> {
            try {
                while (!over.get()) {
                    if (status(key, sql) == 200) answered.incrementAndGet();
                    else failed.incrementAndGet();
                }
                ended.complete(null);
            } catch (Exception e) {
                ended.completeExceptionally(e);
            }
        });
        return ended;
    }

    private int status(String key, String sql) throws Exception {
        var path = URI.create(database.uri()).getPath();
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + "/sql"))
                        .header(
                                "Neon-Connection-String",
                                "postgresql://:" + key + "@db.example" + path)
                        .header("accept-encoding", "gzip")
                        .POST(BodyPublishers.ofString("{\"query\":\"" + sql + "\",\"params\":[]}"))
                        .build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }

    private static ListenerSettings onOneLoop() {
        return ListenerSettings.of("127.0.0.1", 0).withEventLoops(1);
    }
}
