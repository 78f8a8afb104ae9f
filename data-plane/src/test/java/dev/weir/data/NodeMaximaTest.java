package dev.weir.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.data.http.ListenerSettings;
import dev.weir.events.EnvironmentSettings;
import dev.weir.runtime.EnvelopeCipher;
import dev.weir.runtime.memory.InMemoryEventLog;
import dev.weir.testing.TestPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A node uses no more than its own maxima, whatever an event says of an environment. */
final class NodeMaximaTest {
    private static final EnvironmentSettings LITTLE =
            new EnvironmentSettings(
                    Duration.ofMinutes(6),
                    Duration.ofMillis(300),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(10),
                    100,
                    1_000);

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void whatAnEventSaysLiftsNoBound() throws Exception {
        var database = TestPostgres.freshDatabase();
        var log = new InMemoryEventLog(Clock.systemUTC());
        var settings =
                NodeTest.settings(
                        ListenerSettings.of("127.0.0.1", 0), Duration.ofSeconds(10), LITTLE);
        var node = new Node(settings, _ -> log);
        try (var control = new StandInControl(log, 3)) {
            node.start();
            var key =
                    control.define(
                            database.uri(),
                            EnvelopeCipher.of(NodeTest.MASTER_KEYS, new SecureRandom()),
                            StandInControl.utf8(NodeTest.KEY_SECRET.value()),
                            EnvironmentSettings.MAXIMA);
            await().until(() -> ask(node, key, "select 1").statusCode() == 200);

            assertThat(ask(node, key, "select repeat('x', 2000)").statusCode()).isEqualTo(507);
            assertThat(ask(node, key, "select pg_sleep(20)").body()).contains("after 300 ms");
        } finally {
            node.stop(Duration.ofSeconds(10));
        }
    }

    private HttpResponse<String> ask(Node node, String key, String sql) throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + "/sql"))
                        .header("neon-connection-string", "postgresql://env1:" + key + "@host/")
                        .POST(BodyPublishers.ofString("{\"query\":\"" + sql + "\"}"));
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
