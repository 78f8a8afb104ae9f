package dev.weir.bench;

import dev.weir.bench.Comparison.Result;
import dev.weir.events.EnvironmentState;
import dev.weir.events.NodeHeartbeat;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What a node keeps of an environment that is registered and that nobody asks for: the heap's
 * growth by a hundred thousand of them, after a collection, and beside it that of the process.
 * Fails unless the node knows all of them, and serves those that are asked for afterwards.
 */
final class Dormant {
    private static final int ENVIRONMENTS = 100_000;
    private static final int GOAL_BYTES = 1_000;

    /** Far more than the topic has partitions, so that some are last in each. */
    private static final int LAST = 64;

    private static final int SERVED = 20;

    private final NodeStage stage;

    Dormant(NodeStage stage) {
        this.stage = stage;
    }

    Result bytesEach() throws IOException {
        try (var control = stage.control();
                var node = stage.node();
                var client = HttpClient.newHttpClient()) {
            var heartbeat = stage.firstHeartbeat(control);
            var environments = stage.environments();
            var before = ProcessMemory.of(node.pid(), stage.folder());
            register(environments, control, heartbeat, client);
            var after = ProcessMemory.of(node.pid(), stage.folder());
            for (int i = 0; i < SERVED; i++) {
                int number = i * (ENVIRONMENTS / SERVED);
                var answer = ask(client, heartbeat, environments.key(number));
                if (!answer.contains("\"served\"")) throw new IOException("not served: " + answer);
            }
            print("heap in use", before.heapKilobytes(), after.heapKilobytes());
            print("resident", before.residentKilobytes(), after.residentKilobytes());
            print("its share of what is resident", before.shareKilobytes(), after.shareKilobytes());
            return Measures.absolute(
                    "heap of a registered dormant environment, bytes",
                    each(before.heapKilobytes(), after.heapKilobytes()),
                    GOAL_BYTES);
        }
    }

    private void register(
            RegisteredEnvironments environments,
            StandInControl control,
            NodeHeartbeat heartbeat,
            HttpClient client)
            throws IOException {
        System.out.printf(
                Locale.ROOT, "%nnode, %,d dormant environments registered%n", ENVIRONMENTS);
        control.say(
                IntStream.range(0, ENVIRONMENTS)
                        .mapToObj(i -> environments.defined(i, EnvironmentState.ACTIVE)));
        control.say(
                IntStream.range(ENVIRONMENTS, ENVIRONMENTS + LAST)
                        .mapToObj(i -> environments.defined(i, EnvironmentState.SUSPENDED)));
        control.say(
                IntStream.range(0, ENVIRONMENTS)
                        .mapToObj(i -> RegisteredEnvironments.granted(i, heartbeat)));
        stage.await("all grants", () -> control.acknowledged() == ENVIRONMENTS);
        for (int i = ENVIRONMENTS; i < ENVIRONMENTS + LAST; i++) {
            var key = environments.key(i);
            stage.await("all environments", () -> isSuspended(client, heartbeat, key));
        }
    }

    private static boolean isSuspended(HttpClient client, NodeHeartbeat node, String key) {
        try {
            return ask(client, node, key).contains("suspended");
        } catch (IOException _) {
            return false;
        }
    }

    private static String ask(HttpClient client, NodeHeartbeat node, String key)
            throws IOException {
        var request =
                HttpRequest.newBuilder(URI.create(node.endpoint() + "/sql"))
                        .timeout(Duration.ofSeconds(30))
                        .header("neon-connection-string", "postgresql://:" + key + "@localhost/")
                        .POST(BodyPublishers.ofString("{\"query\":\"SELECT 1 AS served\"}"))
                        .build();
        try {
            return client.send(request, BodyHandlers.ofString()).body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void print(String what, long before, long after) {
        System.out.printf(
                Locale.ROOT,
                "  %-30s %,9d kB before %,9d kB after %8.0f bytes each%n",
                what,
                before,
                after,
                each(before, after));
    }

    private static double each(long before, long after) {
        return (after - before) * 1024.0 / ENVIRONMENTS;
    }
}
