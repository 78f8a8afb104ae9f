package dev.weir.data;

import dev.weir.events.ClusterId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Fact;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.RegionId;
import dev.weir.events.json.Event;
import dev.weir.events.json.Topic;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Who this process is, and how it signs what it says. Thread-safe. */
final class Identity {
    private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";
    private static final int INCARNATION_LENGTH = 8;

    private final NodeSettings settings;
    private final IncarnationId incarnation;
    private final InstantSource clock;
    private final AtomicLong said = new AtomicLong();

    Identity(NodeSettings settings, RandomGenerator random, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        var text = new StringBuilder();
        for (int i = 0; i < INCARNATION_LENGTH; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        this.incarnation = new IncarnationId(text.toString());
    }

    RegionId region() {
        return settings.region();
    }

    ClusterId cluster() {
        return settings.cluster();
    }

    NodeId node() {
        return settings.node();
    }

    IncarnationId incarnation() {
        return incarnation;
    }

    /** The name of a topic in the node's region. */
    String topic(Topic topic) {
        return topic.in(settings.kafka().topicPrefix(), region());
    }

    /** A fact in its envelope. */
    Event event(Fact fact) {
        var source = "/weir/%s/node/%s/%s".formatted(region(), node(), incarnation);
        return new Event(Long.toString(said.incrementAndGet()), source, clock.instant(), fact);
    }

    /**
     * {@code weir/<environment>/<node>/<incarnation>/<n>}: by it a session can be told, and ended,
     * at the server.
     */
    String connection(EnvironmentId environment, long number) {
        return "weir/%s/%s/%s/%d".formatted(environment, node(), incarnation, number);
    }
}
