package dev.weir.control.replica;

import dev.weir.events.NodeHeartbeat;
import dev.weir.events.json.Decoded;
import dev.weir.events.json.FactCodec;
import dev.weir.runtime.EventLog;
import dev.weir.runtime.LogReader;
import dev.weir.runtime.LogRecord;
import dev.weir.runtime.ReadFrom;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads all heartbeats from now on: every replica knows who lives. */
public final class HeartbeatReader {
    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatReader.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final EventLog log;
    private final String topic;
    private final FactCodec codec = new FactCodec();
    private @Nullable LogThread thread;

    /** A reader of a topic. */
    public HeartbeatReader(EventLog log, String topic) {
        this.log = log;
        this.topic = topic;
    }

    /** Begins to read for a loop: what is said once this has returned is heard. */
    public void start(ControllerLoop loop) {
        var first = new AtomicReference<@Nullable LogReader>(open());
        thread =
                new LogThread(
                        "heartbeats",
                        () -> Objects.requireNonNullElseGet(first.getAndSet(null), this::open),
                        reader -> reader.poll(POLL).forEach(read -> hear(read, loop)),
                        PAUSE);
        thread.start();
    }

    private LogReader open() {
        return log.read(Set.of(topic), ReadFrom.NOW);
    }

    /** Ends. */
    public void stop(Duration deadline) throws InterruptedException {
        if (thread != null) thread.stop(deadline);
    }

    /** Heartbeats are soft: one that cannot be read is as good as one that was lost. */
    private void hear(LogRecord read, ControllerLoop loop) {
        var value = read.value();
        if (value == null) return;
        switch (codec.decode(value)) {
            case Decoded.Read(var event) when event.fact() instanceof NodeHeartbeat heartbeat ->
                    loop.hear(heartbeat);
            case Decoded.Read(var event) -> ignored(read, event.fact().getClass().getSimpleName());
            case Decoded.Refused(var reason) -> ignored(read, reason);
        }
    }

    private static void ignored(LogRecord read, String reason) {
        LOG.atWarn()
                .addKeyValue("offset", read.offset())
                .addKeyValue("reason", reason)
                .log("heartbeat not understood");
    }
}
