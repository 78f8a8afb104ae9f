package dev.weir.data;

import dev.weir.events.PeerAnnounced;
import dev.weir.events.json.FactCodec;
import dev.weir.events.json.Topic;
import dev.weir.runtime.EventLog;
import dev.weir.runtime.Part;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the peers where this node takes what they hand on: once it does, and again, first of all,
 * when it is going to stop.
 */
final class Announcement implements Part {
    private static final Logger LOG = LoggerFactory.getLogger(Announcement.class);
    private static final long AGAIN_MILLIS = 1_000;

    /** The log may be away: then peers learn of the end when they find nobody. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Identity identity;
    private final EventLog log;
    private final Supplier<String> endpoint;
    private final FactCodec codec = new FactCodec();
    private volatile boolean leaving;

    Announcement(Vertx vertx, Identity identity, EventLog log, Supplier<String> endpoint) {
        this.vertx = vertx;
        this.identity = identity;
        this.log = log;
        this.endpoint = endpoint;
    }

    @Override
    public void start() {
        var _ =
                say().whenComplete((_, failure) -> {
                    if (failure != null && !leaving) vertx.setTimer(AGAIN_MILLIS, _ -> start());
                });
    }

    @Override
    public void stop(Duration deadline) throws InterruptedException {
        leaving = true;
        try {
            say().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.atInfo().addKeyValue("reason", e.toString()).log("peers not told of the end");
        }
    }

    private CompletableFuture<?> say() {
        var fact = new PeerAnnounced(identity.life(), identity.cluster(), endpoint.get(), leaving);
        return log.append(
                        identity.topic(Topic.PEERS),
                        Topic.keyOf(fact),
                        codec.encode(identity.event(fact)))
                .toCompletableFuture();
    }
}
