package dev.weir.billing.intake;

import dev.weir.billing.store.StoreFault;
import dev.weir.billing.store.intake.EnvironmentStore;
import dev.weir.events.EnvironmentEvent;
import dev.weir.events.json.Decoded;
import dev.weir.events.json.FactCodec;
import dev.weir.runtime.EventLog;
import dev.weir.runtime.LogReader;
import dev.weir.runtime.LogRecord;
import dev.weir.runtime.ReadFrom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what the control plane says of environments. The topic is compacted and read from its
 * beginning at every start; older versions than the one known change nothing.
 */
public final class EnvironmentIntake extends Worker {
    private static final Logger LOG = LoggerFactory.getLogger(EnvironmentIntake.class);

    private final EventLog log;
    private final String topic;
    private final FactCodec codec;
    private final EnvironmentStore store;
    private final List<EnvironmentEvent> unwritten = new ArrayList<>();
    private volatile boolean caughtUp;

    /**
     * An intake that is not started yet.
     *
     * @param topic the region's environments topic
     */
    public EnvironmentIntake(EventLog log, String topic, FactCodec codec, EnvironmentStore store) {
        super("environment-intake");
        this.log = log;
        this.topic = topic;
        this.codec = codec;
        this.store = store;
    }

    /**
     * Whether everything that stood in the topic at the start is written: before, usage would be
     * put aside because its environment is not known yet.
     */
    public boolean isCaughtUp() {
        return caughtUp;
    }

    @Override
    LogReader open() {
        unwritten.clear();
        return log.read(Set.of(topic), ReadFrom.BEGINNING);
    }

    @Override
    void step(LogReader reader, Duration timeout) throws InterruptedException {
        if (unwritten.isEmpty()) reader.poll(timeout).forEach(this::read);
        try {
            store.write(unwritten);
            unwritten.clear();
            if (reader.caughtUp()) caughtUp = true;
            worked();
        } catch (StoreFault e) {
            LOG.atWarn().setCause(e).log("environments wait for the database");
            pause();
        }
    }

    private void read(LogRecord logged) {
        var value = logged.value();
        if (value == null) return; // the marker that follows a deletion
        switch (codec.decode(value)) {
            case Decoded.Read(var event) when event.fact() instanceof EnvironmentEvent fact ->
                    unwritten.add(fact);
            case Decoded.Read _ -> skipped(logged, "not an environment event");
            case Decoded.Refused(var reason) -> skipped(logged, reason);
        }
    }

    private static void skipped(LogRecord logged, String reason) {
        LOG.atWarn()
                .addKeyValue("partition", logged.partition())
                .addKeyValue("offset", logged.offset())
                .addKeyValue("reason", reason)
                .log("environment record skipped");
    }
}
