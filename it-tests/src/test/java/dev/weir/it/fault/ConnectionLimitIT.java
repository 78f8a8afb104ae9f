package dev.weir.it.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.embedded.EmbeddedPostgres;
import dev.weir.embedded.PostgresOptions;
import dev.weir.events.PoolEvent.PoolStarted;
import dev.weir.events.PoolEvent.PoolStopped;
import dev.weir.it.client.RunningWeir;
import dev.weir.it.fault.Operator.Application;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Many clients, and a database that has room for few. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConnectionLimitIT {
    private static final int MAX_CONNECTIONS = 30;

    /** The limit that {@code ./weir up} gives its demo database. */
    private static final int LIMIT = 20;

    private Path log;
    private EmbeddedPostgres database;
    private OpeningsProxy proxy;
    private RunningWeir weir;
    private Operator operator;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        log = folder.resolve("postgres/server.log");
        database =
                EmbeddedPostgres.start(
                        folder.resolve("postgres"),
                        PostgresOptions.FOR_TESTS.withMaxConnections(MAX_CONNECTIONS));
        try (var connection = database.connect("postgres");
                var statement = connection.createStatement()) {
            statement.execute("CREATE ROLE app LOGIN PASSWORD 'app'");
        }
        proxy = new OpeningsProxy(database.port());
        weir = RunningWeir.start("--database-url", url());
        operator = new Operator(weir);
    }

    @AfterAll
    void stop() throws Exception {
        weir.close();
        proxy.close();
        database.close();
    }

    private String url() {
        return "postgresql://app:app@127.0.0.1:%d/postgres?sslmode=disable".formatted(proxy.port());
    }

    @Test
    void twoThousandFirstRequestsAtOnceStartAStoppedPoolOnce() throws Exception {
        int requests = 2_000;
        int limit = 8;
        var application =
                operator.create(
                        "stopped",
                        url(),
                        Map.of(
                                "connectionLimit",
                                limit,
                                "settings",
                                Map.of("idleTimeout", "PT2S", "queueTimeout", "PT30S")));
        operator.awaitPlaced(application, weir.endpoints(), 2);
        try (var events = new PoolEvents(weir.get("kafkaBootstrap"), application.environment());
                var first = application.at(weir.endpoint())) {
            assertThat(first.query("SELECT 1").isRows()).isTrue();
            events.awaitCount(PoolStopped.class, 1);
            proxy.reset();

            List<String> wrong;
            int most;
            try (var witness = Witness.of(database, "weir/" + application.environment() + "/")) {
                wrong = askAtOnce(application, requests);
                most = witness.most();
            }

            assertThat(wrong).isEmpty();
            assertThat(most).as("sessions").isBetween(1, limit);
            int nodes = weir.endpoints().size();
            assertThat(proxy.mostOpening()).as("opening at once, one a node").isBetween(1, nodes);
            events.awaitCount(PoolStopped.class, 2);
            assertThat(events.of(PoolStarted.class).stream().skip(1).map(PoolStarted::node))
                    .as("starts after the first: one a node that was needed")
                    .isNotEmpty()
                    .doesNotHaveDuplicates();
        }
    }

    /** Connects all first, so that the requests themselves come at once. */
    private List<String> askAtOnce(Application application, int requests)
            throws InterruptedException {
        var connected = new CountDownLatch(requests);
        var go = new CountDownLatch(1);
        var wrong = new ConcurrentLinkedQueue<String>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < requests; i++) {
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                try (var client =
                                        application.at(weir.endpoint(), Duration.ofSeconds(60))) {
                                    try {
                                        client.connect();
                                    } finally {
                                        connected.countDown();
                                    }
                                    go.await();
                                    note(wrong, client.query("SELECT 1"));
                                } catch (IOException | InterruptedException e) {
                                    wrong.add(e.toString());
                                }
                            }));
        }
        connected.await();
        go.countDown();
        for (var thread : threads) thread.join();
        return List.copyOf(wrong);
    }

    @Test
    void fiveHundredClientsThatComeAndGoStayWithinTheLimit() throws Exception {
        int clients = 500;
        var demo = new Application(weir.get("environmentId"), weir.get("apiKey"));
        var wrong = new ConcurrentLinkedQueue<String>();
        int most;
        int looks;
        try (var witness = Witness.of(database, "weir/")) {
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < clients; i++) {
                int number = i;
                threads.add(Thread.ofVirtual().start(() -> comeAndGo(demo, number, wrong)));
            }
            for (var thread : threads) thread.join();
            most = witness.most();
            looks = witness.looks();
        }

        assertThat(wrong).isEmpty();
        assertThat(looks).as("looks of the witness").isGreaterThan(10);
        assertThat(most).as("sessions at once, of %d looks", looks).isBetween(2, LIMIT);
        assertThat(databaseRefusals()).as("refused by the database").isZero();
    }

    private void comeAndGo(Application demo, int number, Queue<String> wrong) {
        var endpoint = weir.endpoints().get(number % weir.endpoints().size());
        for (int visit = 0; visit < 4; visit++) {
            try (var client = demo.at(endpoint)) {
                for (int query = 0; query < 2; query++) {
                    note(wrong, client.query("SELECT 1 AS one FROM pg_sleep(0.01)"));
                }
            } catch (IOException e) {
                wrong.add(e.toString());
            }
        }
    }

    /** Attempts that the server turned away for want of room, by its own log. */
    private long databaseRefusals() throws IOException {
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> line.contains("too many")).count();
        }
    }

    private static void note(Queue<String> wrong, KeepAliveClient.Answer answer) {
        if (!answer.isRows()) wrong.add(Load.wrong(answer));
    }
}
