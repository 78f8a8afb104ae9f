package dev.weir.data;

import dev.weir.events.ApiKeyHash;
import dev.weir.events.ApiKeys;
import dev.weir.events.ClusterId;
import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentEvent.EnvironmentDefined;
import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.EnvironmentState;
import dev.weir.events.Epoch;
import dev.weir.events.Fact;
import dev.weir.events.Grant;
import dev.weir.events.GrantEvent.Granted;
import dev.weir.events.LeaseGranted;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeLife;
import dev.weir.events.PoolMode;
import dev.weir.events.ProjectId;
import dev.weir.events.Reap;
import dev.weir.events.RegionId;
import dev.weir.events.json.Decoded;
import dev.weir.events.json.Event;
import dev.weir.events.json.FactCodec;
import dev.weir.events.json.Topic;
import dev.weir.runtime.EnvelopeCipher;
import dev.weir.runtime.EventLog;
import dev.weir.runtime.ReadFrom;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Says to a node what a control plane would, on the same topics: one environment, one grant of a
 * size, and a lease for each heartbeat. Decides nothing.
 */
final class StandInControl implements AutoCloseable {
    static final RegionId REGION = new RegionId("test");
    static final EnvironmentId ENVIRONMENT = new EnvironmentId("env1");
    private static final DatabaseId DATABASE = new DatabaseId("db1");
    private static final String PREFIX = "weir";

    private final EventLog log;
    private final FactCodec codec = new FactCodec();
    private final ConcurrentLinkedDeque<NodeHeartbeat> heartbeats = new ConcurrentLinkedDeque<>();
    private volatile boolean leasing = true;
    private volatile boolean stopping;
    private volatile int size;
    private volatile PoolMode mode = PoolMode.DORMANT;
    private final Set<EnvironmentId> environments = new LinkedHashSet<>(Set.of(ENVIRONMENT));
    private List<NodeLife> silent = List.of();
    private long epoch;

    StandInControl(EventLog log, int size) {
        this.log = log;
        this.size = size;
        Thread.ofPlatform().name("stand-in-control").daemon().start(this::run);
    }

    /** Defines the environment; its only key. */
    String define(
            String url,
            EnvelopeCipher sealer,
            byte[] keyHashingSecret,
            EnvironmentSettings settings) {
        return define(ENVIRONMENT, url, sealer, keyHashingSecret, settings);
    }

    /** Defines one more environment, of the same grant; its only key. */
    synchronized String define(
            EnvironmentId environment,
            String url,
            EnvelopeCipher sealer,
            byte[] keyHashingSecret,
            EnvironmentSettings settings) {
        if (environments.add(environment)) epoch = -Math.abs(epoch);
        var key = ApiKeys.format(environment, "k1", new byte[32]);
        say(
                new EnvironmentDefined(
                        environment,
                        1,
                        new ProjectId("p1"),
                        "test",
                        REGION,
                        DATABASE,
                        EnvironmentState.ACTIVE,
                        size,
                        sealer.seal(url, EnvironmentDefined.urlContext(environment, 1)),
                        List.of(new ApiKeyHash("k1", ApiKeys.hash(keyHashingSecret, key))),
                        settings));
        return key;
    }

    /** Changes the grant, with the next heartbeat. */
    synchronized void grant(int newSize, PoolMode newMode) {
        size = newSize;
        mode = newMode;
        epoch = -Math.abs(epoch);
    }

    /** Has the node end a silent life's sessions, with the next heartbeat. */
    synchronized void reap(NodeLife life) {
        silent = List.of(life);
        epoch = -Math.abs(epoch);
    }

    void lease(boolean on) {
        leasing = on;
    }

    /** The newest heartbeat heard. */
    NodeHeartbeat last() {
        return heartbeats.getLast();
    }

    boolean heardAny() {
        return !heartbeats.isEmpty();
    }

    private void run() {
        var topic = Topic.HEARTBEATS.in(PREFIX, REGION);
        while (!stopping) {
            try (var reader = log.read(Set.of(topic), ReadFrom.NOW)) {
                while (!stopping) {
                    for (var record : reader.poll(Duration.ofMillis(50))) {
                        var value = record.value();
                        if (value != null
                                && codec.decode(value) instanceof Decoded.Read(var event)
                                && event.fact() instanceof NodeHeartbeat heartbeat) {
                            heard(heartbeat);
                        }
                    }
                }
            } catch (RuntimeException _) {
                Thread.onSpinWait(); // the topic is not there yet
            }
        }
    }

    private synchronized void heard(NodeHeartbeat heartbeat) {
        heartbeats.add(heartbeat);
        if (epoch <= 0) {
            epoch = 1 - epoch;
            var grant =
                    new Grant(
                            heartbeat.life(), new ClusterId("a"), heartbeat.endpoint(), size, mode);
            var orders =
                    silent.stream()
                            .map(life -> new Reap(life, new Epoch(epoch), true, heartbeat.life()))
                            .toList();
            for (var environment : environments) {
                say(new Granted(environment, DATABASE, new Epoch(epoch), List.of(grant), orders));
            }
        }
        if (leasing) {
            say(new LeaseGranted(heartbeat.life(), heartbeat.sequence(), Duration.ofSeconds(6), 0));
        }
    }

    private void say(Fact fact) {
        var event = new Event("1", "/stand-in", Instant.EPOCH, fact);
        log.append(Topic.of(fact).in(PREFIX, REGION), Topic.keyOf(fact), codec.encode(event))
                .toCompletableFuture()
                .join();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        stopping = true;
    }
}
