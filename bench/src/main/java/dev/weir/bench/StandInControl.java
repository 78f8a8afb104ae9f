package dev.weir.bench;

import dev.weir.events.EnvironmentId;
import dev.weir.events.Fact;
import dev.weir.events.LeaseGranted;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.json.Decoded;
import dev.weir.events.json.Event;
import dev.weir.events.json.FactCodec;
import dev.weir.events.json.Topic;
import dev.weir.runtime.EventLog;
import dev.weir.runtime.ReadFrom;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says to one node what a control plane would, on the same topics: facts as they are given, and a
 * lease for each heartbeat. Decides nothing.
 */
final class StandInControl implements AutoCloseable {
    private static final String PREFIX = "weir";
    private static final Duration LEASE = Duration.ofSeconds(6);
    private static final int AT_ONCE = 1_000;

    private final EventLog log;
    private final FactCodec codec = new FactCodec();
    private final Set<EnvironmentId> acknowledged = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile @Nullable NodeHeartbeat last;
    private volatile boolean stopping;

    /** Answers from now on. The topics exist. */
    StandInControl(EventLog log) {
        this.log = log;
        thread = Thread.ofPlatform().name("stand-in-control").daemon().start(this::run);
    }

    static String topic(Topic topic) {
        return topic.in(PREFIX, RegisteredEnvironments.REGION);
    }

    /** The node's newest heartbeat; null: none yet. */
    @Nullable NodeHeartbeat heard() {
        return last;
    }

    /** Of how many environments the node has said that it knows its grant. */
    int acknowledged() {
        return acknowledged.size();
    }

    private void run() {
        try (var reader = log.read(Set.of(topic(Topic.HEARTBEATS)), ReadFrom.NOW)) {
            while (!stopping) {
                for (var record : reader.poll(Duration.ofMillis(100))) {
                    var value = record.value();
                    if (value != null
                            && codec.decode(value) instanceof Decoded.Read(var event)
                            && event.fact() instanceof NodeHeartbeat heartbeat) {
                        hear(heartbeat);
                    }
                }
            }
        }
    }

    private void hear(NodeHeartbeat heartbeat) {
        last = heartbeat;
        for (var report : heartbeat.pools()) acknowledged.add(report.environment());
        var _ = append(new LeaseGranted(heartbeat.life(), heartbeat.sequence(), LEASE, 0));
    }

    /** Publishes, and returns when all of it is durable. */
    void say(Stream<? extends Fact> facts) throws IOException {
        var sent = new ArrayList<CompletableFuture<?>>();
        for (var each = facts.iterator(); each.hasNext(); ) {
            sent.add(append(each.next()));
            if (sent.size() == AT_ONCE) await(sent);
        }
        await(sent);
    }

    private static void await(List<CompletableFuture<?>> sent) throws IOException {
        try {
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw new IOException("not published", e);
        }
        sent.clear();
    }

    private CompletableFuture<?> append(Fact fact) {
        var event = new Event("1", "/weir/bench", Instant.now(), fact);
        return log.append(topic(Topic.of(fact)), Topic.keyOf(fact), codec.encode(event))
                .toCompletableFuture();
    }

    @Override
    public void close() throws IOException {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
