package dev.weir.data;

import dev.weir.data.environment.EnvironmentDirectory;
import dev.weir.events.EnvironmentEvent;
import dev.weir.events.EnvironmentEvent.EnvironmentDefined;
import dev.weir.events.EnvironmentEvent.EnvironmentDeleted;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.GrantEvent;
import dev.weir.events.LeaseGranted;
import dev.weir.events.PeerAnnounced;
import dev.weir.events.SchemaUploaded;
import dev.weir.events.json.Decoded;
import dev.weir.events.json.FactCodec;
import dev.weir.events.json.Topic;
import dev.weir.runtime.EventLog;
import dev.weir.runtime.LogReader;
import dev.weir.runtime.LogRecord;
import dev.weir.runtime.Part;
import dev.weir.runtime.ReadFrom;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what the control plane says, on a thread of its own: environments, grants and leases, and
 * the schemas that clients uploaded to any node, and what peers say of themselves, from the
 * beginning of their compacted topics. Starting it ends once all that stood there was read.
 */
final class ControlFacts implements Part {
    private static final Logger LOG = LoggerFactory.getLogger(ControlFacts.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long CATCH_UP_SECONDS = 120;

    private final Identity identity;
    private final EventLog log;
    private final EnvironmentDirectory directory;
    private final EnvironmentSettings maxima;
    private final Heard heard;
    private final Agent agent;
    private final SchemaStore schemas;
    private final FactCodec codec = new FactCodec();
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private volatile boolean stopping;
    private @Nullable LogReader reader;
    private @Nullable Thread thread;

    /** Who hears what beside the directory, the agent and the schemas. */
    record Heard(
            Consumer<EnvironmentEvent> environments,
            Consumer<GrantEvent> routes,
            Consumer<PeerAnnounced> peers) {}

    ControlFacts(
            Identity identity,
            EventLog log,
            EnvironmentDirectory directory,
            EnvironmentSettings maxima,
            Heard heard,
            Agent agent,
            SchemaStore schemas) {
        this.identity = identity;
        this.log = log;
        this.directory = directory;
        this.maxima = maxima;
        this.heard = heard;
        this.agent = agent;
        this.schemas = schemas;
    }

    @Override
    public void start() throws InterruptedException {
        var topics =
                Set.of(
                        identity.topic(Topic.ENVIRONMENTS),
                        identity.topic(Topic.GRANTS),
                        identity.topic(Topic.LEASES),
                        identity.topic(Topic.PEERS),
                        identity.topic(Topic.SCHEMAS));
        var opened = log.read(topics, ReadFrom.BEGINNING);
        reader = opened;
        thread = Thread.ofPlatform().name("control-facts").daemon().start(() -> run(opened));
        if (!caughtUp.await(CATCH_UP_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(
                    "environments and grants could not be read within " + CATCH_UP_SECONDS + " s");
        }
    }

    private void run(LogReader from) {
        try (from) {
            while (!stopping) {
                for (var record : from.poll(POLL)) take(record);
                if (from.caughtUp()) caughtUp.countDown();
            }
        }
    }

    private void take(LogRecord record) {
        var value = record.value();
        if (value == null) {
            if (record.partition().topic().equals(identity.topic(Topic.SCHEMAS))) {
                schemas.gone(record.key());
            }
            return;
        }
        switch (codec.decode(value)) {
            case Decoded.Read(var event) -> {
                switch (event.fact()) {
                    case EnvironmentEvent told -> {
                        var environment = bounded(told);
                        if (directory.apply(environment)) apply(environment);
                    }
                    case GrantEvent grants -> {
                        agent.heard(grants);
                        heard.routes.accept(grants);
                    }
                    case PeerAnnounced peer -> heard.peers.accept(peer);
                    case LeaseGranted granted -> agent.heard(granted);
                    case SchemaUploaded uploaded -> schemas.heard(uploaded);
                    default -> refused(record, "a fact of another topic");
                }
            }
            case Decoded.Refused(var reason) -> refused(record, reason);
        }
    }

    /** This node's maxima hold whatever the control plane says. */
    private EnvironmentEvent bounded(EnvironmentEvent told) {
        return told instanceof EnvironmentDefined defined
                ? defined.with(defined.settings().atMost(maxima))
                : told;
    }

    /** An environment that cannot be served must not keep the others from being read. */
    private void apply(EnvironmentEvent environment) {
        if (environment instanceof EnvironmentDeleted deleted) schemas.gone(deleted.environment());
        try {
            heard.environments.accept(environment);
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("environment", environment.environment())
                    .addKeyValue("reason", String.valueOf(e.getMessage()))
                    .log("environment is of no use");
        }
    }

    private static void refused(LogRecord record, String reason) {
        LOG.atWarn()
                .addKeyValue("topic", record.partition().topic())
                .addKeyValue("partition", record.partition().number())
                .addKeyValue("offset", record.offset())
                .addKeyValue("reason", reason)
                .log("record put aside");
    }

    @Override
    public void stop(Duration deadline) throws InterruptedException {
        stopping = true;
        if (reader != null) reader.wakeUp();
        if (thread != null) thread.join(deadline.plusMillis(1));
    }
}
