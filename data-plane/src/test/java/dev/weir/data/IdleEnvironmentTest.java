package dev.weir.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.events.EnvironmentSettings;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.PoolMode;
import dev.weir.events.UsageRecorded;
import dev.weir.events.json.Decoded;
import dev.weir.events.json.FactCodec;
import dev.weir.events.json.Topic;
import dev.weir.runtime.EnvelopeCipher;
import dev.weir.runtime.LogReader;
import dev.weir.runtime.LogRecord;
import dev.weir.runtime.ReadFrom;
import dev.weir.runtime.memory.InMemoryEventLog;
import dev.weir.testing.TestPostgres;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What a node does on its own costs no environment anything: a whole node on a real PostgreSQL. */
final class IdleEnvironmentTest {
    @Test
    void paysNothingForConnectionsKeptWarmNorForTheEndOfAnotherLifesSessions() throws Exception {
        var database = TestPostgres.freshDatabase();
        var log = new InMemoryEventLog(Clock.systemUTC());
        var node = new Node(NodeTest.settings(Duration.ofMillis(100)), _ -> log);
        try (var control = new StandInControl(log, 3);
                var client = HttpClient.newHttpClient()) {
            control.grant(3, PoolMode.ACTIVE);
            node.start();
            try (var told = log.read(topic(Topic.POOL_EVENTS), ReadFrom.NOW);
                    var usage = log.read(topic(Topic.USAGE), ReadFrom.NOW)) {
                var key =
                        control.define(
                                database.uri(),
                                EnvelopeCipher.of(NodeTest.MASTER_KEYS, new SecureRandom()),
                                StandInControl.utf8(NodeTest.KEY_SECRET.value()),
                                EnvironmentSettings.DEFAULTS);
                control.reap(new NodeLife(new NodeId("b1"), new IncarnationId("dead")));
                until(told, NodeTest::isReaped);

                // Each window in which a millisecond of anything was used makes a record.
                long windows = System.nanoTime() + Duration.ofMillis(500).toNanos();
                while (System.nanoTime() < windows) {
                    assertThat(usage.poll(Duration.ofMillis(50)))
                            .noneMatch(IdleEnvironmentTest::isUsage);
                }

                await(client, NodeTest.request(node, key, "SELECT 1"));
                until(usage, IdleEnvironmentTest::isUsage);
            }
        } finally {
            node.stop(Duration.ofSeconds(10));
        }
    }

    private static Set<String> topic(Topic topic) {
        return Set.of(topic.in("weir", StandInControl.REGION));
    }

    private static void until(LogReader reader, Predicate<LogRecord> is) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() < deadline) {
            for (var read : reader.poll(Duration.ofMillis(50))) if (is.test(read)) return;
        }
        throw new AssertionError("waited for too long");
    }

    private static boolean isUsage(LogRecord read) {
        var value = Objects.requireNonNull(read.value());
        return new FactCodec().decode(value) instanceof Decoded.Read(var event)
                && event.fact() instanceof UsageRecorded;
    }

    private static void await(HttpClient client, HttpRequest request) throws Exception {
        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
}
