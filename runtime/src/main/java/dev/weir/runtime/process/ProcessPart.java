package dev.weir.runtime.process;

import dev.weir.runtime.EventLog;
import dev.weir.runtime.Health;
import dev.weir.runtime.Lifecycle;
import dev.weir.runtime.Part;
import dev.weir.runtime.admin.AdminServer;
import dev.weir.runtime.admin.Metrics;
import dev.weir.runtime.http.WatchedTransport;
import dev.weir.runtime.kafka.KafkaEventLog;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A part with what its process needs: an event loop, the event log, health, metrics. */
public final class ProcessPart implements Part {
    /** The longest time for the head of a request to the API or to the admin port. */
    private static final Duration HEAD = Duration.ofSeconds(10);

    private final ProcessSettings settings;
    private final Making making;
    private @Nullable Lifecycle parts;

    /** Makes the part. */
    @FunctionalInterface
    public interface Making {
        /** The part, not started; what it is made with stays the process's. */
        Part make(EventLog log, Vertx vertx, Metrics metrics, Health health);
    }

    /** A process that is not started yet. */
    public ProcessPart(ProcessSettings settings, Making making) {
        this.settings = settings;
        this.making = making;
    }

    @Override
    public void start() {
        var metrics = new Metrics();
        var health = new Health();
        var vertx = WatchedTransport.vertx(new VertxOptions().setEventLoopPoolSize(1), false, HEAD);
        var log = new KafkaEventLog(settings.kafka(), metrics.registry());
        var serving = new AtomicBoolean();
        health.ready(
                "serving",
                () -> serving.get() ? Health.State.UP : Health.State.down("starting or stopping"));
        var admin =
                new AdminServer(vertx, settings.adminHost(), settings.adminPort(), health, metrics);
        parts =
                new Lifecycle(settings.stopDeadline())
                        .with("metrics", closing(metrics::close))
                        .with("event loops", closing(() -> close(vertx)))
                        .with("event log", closing(log::close))
                        .with("admin", admin)
                        .with("part", making.make(log, vertx, metrics, health))
                        .with("readiness", closing(() -> serving.set(false)));
        parts.start();
        serving.set(true);
    }

    @Override
    public void stop(Duration deadline) {
        if (parts != null) parts.stop();
    }

    private static void close(Vertx vertx) throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    private interface End {
        void run() throws Exception;
    }

    private static Part closing(End end) {
        return new Part() {
            @Override
            public void start() {}

            @Override
            public void stop(Duration deadline) throws Exception {
                end.run();
            }
        };
    }
}
