package dev.weir.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.embedded.EmbeddedPostgres;
import dev.weir.embedded.PostgresOptions;
import dev.weir.it.client.RunningWeir;
import dev.weir.it.fault.Operator.Application;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Databases that die and come back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DatabaseOutageIT {
    private static final int CLIENTS = 6;
    private static final Duration PAUSE = Duration.ofMillis(10);

    /** The pool's ten seconds, and as many for a busy machine. */
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    /** No way to the database, its session broke, no session in time. */
    private static final Set<String> CODES = Set.of("P1001", "P1017", "P2024");

    private EmbeddedPostgres database;
    private RunningWeir weir;
    private Application demo;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        database = EmbeddedPostgres.start(folder.resolve("postgres"), PostgresOptions.FOR_TESTS);
        weir = RunningWeir.start("--database-url", database.url("postgres"));
        demo = new Application(weir.get("environmentId"), weir.get("apiKey"));
    }

    @AfterAll
    void stop() throws Exception {
        weir.close();
        database.close();
    }

    @Test
    void aKilledDatabaseIsAClearErrorAndItsReturnIsNoticed() throws Exception {
        var told = new ConcurrentSkipListSet<String>();
        try (var load = Load.start(CLIENTS, PAUSE, number -> asking(number, told))) {
            await().atMost(Operator.PATIENCE).until(() -> load.good() > 50);
            assertThat(load.failures()).as("before").isEmpty();

            database.kill();
            await().atMost(Operator.PATIENCE).until(() -> told.contains("P1001"));
            long before = told.isEmpty() ? 0 : load.bad();
            await().atMost(Operator.PATIENCE).until(() -> load.bad() > before + 2 * CLIENTS);

            database.restart();
            load.countAnew();
            // Each node by itself: their pools' breakers look again at different times.
            await().atMost(Operator.PATIENCE).until(() -> load.inARow() > 10);
            assertThat(told).as("codes").isSubsetOf(CODES);
        }
        assertThat(weir.process().isAlive()).isTrue();
        try (var afterwards = Load.start(CLIENTS, PAUSE, number -> asking(number, told))) {
            await().atMost(Operator.PATIENCE).until(() -> afterwards.good() > 100);
            assertThat(afterwards.failures()).as("afterwards").isEmpty();
        }
    }

    /** The planes' own state, not the application's data. */
    @Test
    void queriesGoOnWhileThePlanesDatabaseIsAwayAndThePlanesRecover() throws Exception {
        var operator = new Operator(weir);
        try (var load =
                Load.start(
                        CLIENTS, PAUSE, number -> asking(number, new ConcurrentSkipListSet<>()))) {
            await().atMost(Operator.PATIENCE).until(() -> load.good() > 50);

            // The server and its sessions; ./weir up starts it again.
            assertThat(weir.processOf("postgres").destroyForcibly()).isTrue();

            await().atMost(Operator.PATIENCE).until(operator::isServed);
            var made = operator.create("afterwards", database.url("postgres"), Map.of());
            operator.awaitPlaced(made, weir.endpoints(), 1);
            long before = load.good();
            await().atMost(Operator.PATIENCE).until(() -> load.good() > before + 50);
            load.stop();
            assertThat(load.failures()).isEmpty();
        }
    }

    /**
     * Notes each error's code; an answer that is neither rows nor the protocol's error is told
     * whole.
     */
    private Load.Asking asking(int number, Set<String> told) {
        var endpoint = weir.endpoints().get(number % weir.endpoints().size());
        var client = demo.at(endpoint, DEADLINE);
        return () -> {
            KeepAliveClient.Answer answer;
            try {
                answer = client.query("SELECT 1");
            } catch (IOException e) {
                told.add(e.toString());
                throw e;
            }
            if (answer.isRows()) return "";
            var wrong = Load.wrong(answer);
            var json = new ObjectMapper().readTree(answer.body());
            boolean clear =
                    answer.status() >= 500
                            && json.path("error").isTextual()
                            && json.path("meta").isObject();
            told.add(clear ? json.path("code").asText() : wrong);
            return wrong;
        };
    }
}
