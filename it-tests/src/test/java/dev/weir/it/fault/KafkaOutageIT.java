package dev.weir.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.it.client.RunningWeir;
import dev.weir.it.fault.Operator.Application;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Kafka links the planes; no query passes through it. */
final class KafkaOutageIT {
    private static final int CLIENTS = 8;
    private static final Duration PAUSE = Duration.ofMillis(10);

    /** Beyond the six seconds of a lease. */
    private static final Duration OUTAGE = Duration.ofSeconds(8);

    @Test
    void queriesGoOnWithoutKafkaAndAreAllMeteredAfterwards() throws Exception {
        try (var weir = RunningWeir.start()) {
            var operator = new Operator(weir);
            var busy = operator.create("busy", weir.get("databaseUrl"), Map.of());
            var cold = operator.create("cold", weir.get("databaseUrl"), Map.of());
            operator.awaitPlaced(busy, weir.endpoints(), 2);
            operator.awaitPlaced(cold, weir.endpoints(), 2);

            long asked;
            try (var load = Load.start(CLIENTS, PAUSE, number -> asking(weir, busy, number))) {
                await().atMost(Operator.PATIENCE).until(() -> load.good() > 100);
                awayFor(OUTAGE, weir, cold);
                long during = load.good();
                await().atMost(Operator.PATIENCE).until(() -> load.good() > during + 100);
                load.stop();
                assertThat(load.failures()).isEmpty();
                asked = load.good();
            }

            await().atMost(Operator.PATIENCE)
                    .untilAsserted(
                            () -> assertThat(operator.queriesMetered(busy)).isEqualTo(asked));
            await().atMost(Operator.PATIENCE)
                    .untilAsserted(() -> assertThat(operator.queriesMetered(cold)).isEqualTo(1));
        }
    }

    private static Load.Asking asking(RunningWeir weir, Application application, int number) {
        var client = application.at(weir.endpoints().get(number % weir.endpoints().size()));
        return () -> Load.wrong(client.query("SELECT 1"));
    }

    /**
     * Kills the broker as often as it is started again, until the time is over and an environment
     * that nobody has asked for before is served, by a node whose lease has run out meanwhile.
     */
    private static void awayFor(Duration time, RunningWeir weir, Application cold)
            throws Exception {
        long end = System.nanoTime() + time.toNanos();
        var answer = new CompletableFuture<KeepAliveClient.Answer>();
        boolean asked = false;
        int kills = 0;
        while (System.nanoTime() - end < 0 || !answer.isDone()) {
            for (var broker : weir.process().descendants("java")) {
                if (broker.destroyForcibly()) kills++;
            }
            if (!asked && System.nanoTime() - end >= 0) {
                asked = true;
                Thread.ofVirtual()
                        .start(() -> {
                            try (var client = cold.at(weir.endpoint())) {
                                answer.complete(client.query("SELECT 1"));
                            } catch (java.io.IOException e) {
                                answer.completeExceptionally(e);
                            }
                        });
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        assertThat(kills).isPositive();
        assertThat(Load.wrong(answer.join())).as("a first request while frozen").isEmpty();
    }
}
