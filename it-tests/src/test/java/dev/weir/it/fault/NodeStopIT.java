package dev.weir.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.it.client.RunningWeir;
import dev.weir.it.client.WeirProcess;
import dev.weir.it.fault.Operator.Application;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A node that is told to stop takes leave of its clients. */
final class NodeStopIT {
    private static final int CLIENTS = 24;

    /** None: each asks again as soon as it is answered. */
    private static final Duration PAUSE = Duration.ZERO;

    @Test
    void noRequestFailsWhenANodeIsStoppedUnderLoad() throws Exception {
        try (var weir = RunningWeir.start("--processes", "--nodes", "2")) {
            var demo = new Application(weir.get("environmentId"), weir.get("apiKey"));
            var operator = new Operator(weir);
            operator.awaitPlaced(demo, weir.endpoints(), 2);
            var toldToLeave = new AtomicInteger();
            for (var name : List.of("node-a1", "node-b2")) {
                var node = weir.processOf(name);
                var endpoints = weir.endpoints();
                int stopped = name.equals("node-a1") ? 0 : 3;
                // The neighbour in the ring still runs.
                var from = List.of(endpoints.get(stopped), endpoints.get(stopped == 0 ? 1 : 2));
                try (var load =
                                Load.start(
                                        CLIENTS,
                                        PAUSE,
                                        number -> asking(demo, from, number, toldToLeave));
                        var transaction = demo.at(from.getFirst())) {
                    await().atMost(Operator.PATIENCE).until(() -> load.good() > 500);
                    var id = begin(transaction);

                    WeirProcess.signal(node.pid(), "TERM");

                    var inside =
                            transaction.post(
                                    "/transaction/" + id + "/query",
                                    KeepAliveClient.raw("queryRaw", "query", "SELECT 1"));
                    assertThat(Load.wrong(inside)).as("in a transaction under way").isEmpty();
                    var committed = transaction.post("/transaction/" + id + "/commit", "{}");
                    assertThat(committed.status()).as(committed.body()).isEqualTo(200);
                    await().atMost(Operator.PATIENCE).until(() -> !node.isAlive());
                    long gone = load.good();
                    await().atMost(Operator.PATIENCE).until(() -> load.good() > gone + 500);
                    load.stop();
                    assertThat(load.failures()).as(name + " stopped").isEmpty();
                }
                assertThat(toldToLeave.getAndSet(0)).as("told to leave").isPositive();
            }
        }
    }

    private static String begin(KeepAliveClient client) throws Exception {
        var begun = client.post("/transaction/start", "{\"timeout\":20000,\"maxWait\":20000}");
        assertThat(begun.status()).as(begun.body()).isEqualTo(200);
        return new ObjectMapper().readTree(begun.body()).path("id").asText();
    }

    /** Half begin at each endpoint; who is told to leave goes to the next one. */
    private static Load.Asking asking(
            Application application, List<URI> endpoints, int number, AtomicInteger toldToLeave) {
        var clients = endpoints.stream().map(application::at).toList();
        var at = new AtomicInteger(number % clients.size());
        return () -> {
            var answer = clients.get(at.get()).query("SELECT 1");
            if (answer.leave()) {
                toldToLeave.incrementAndGet();
                at.set((at.get() + 1) % clients.size());
            }
            return Load.wrong(answer);
        };
    }
}
