package dev.weir.data;

import dev.weir.events.ClusterId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Fact;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeLife;
import dev.weir.events.OnNode;
import dev.weir.events.RegionId;
import dev.weir.events.json.Event;
import dev.weir.events.json.Topic;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Who this process is, and how it signs what it says. Thread-safe. */
final class Identity implements OnNode {
    private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";
    private static final int INCARNATION_LENGTH = 8;

    private final NodeSettings settings;
    private final NodeLife life;
    private final InstantSource clock;
    private final AtomicLong said = new AtomicLong();

    Identity(NodeSettings settings, RandomGenerator random, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        var text = new StringBuilder();
        for (int i = 0; i < INCARNATION_LENGTH; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        this.life = new NodeLife(settings.node(), new IncarnationId(text.toString()));
    }

    RegionId region() {
        return settings.region();
    }

    ClusterId cluster() {
        return settings.cluster();
    }

    /** The life that this process is. */
    @Override
    public NodeLife life() {
        return life;
    }

    /** The name of a topic in the node's region. */
    String topic(Topic topic) {
        return topic.in(settings.kafka().topicPrefix(), region());
    }

    /** A fact in its envelope. */
    Event event(Fact fact) {
        var source = "/weir/%s/node/%s".formatted(region(), life);
        return new Event(Long.toString(said.incrementAndGet()), source, clock.instant(), fact);
    }

    /**
     * {@code weir/<environment>/<node>/<incarnation>/<n>}: by it a session can be told, and ended,
     * at the server.
     */
    String connection(EnvironmentId environment, long number) {
        return "weir/%s/%s/%d".formatted(environment, life, number);
    }
}
