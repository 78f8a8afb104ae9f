package dev.weir.control.replica;

import dev.weir.control.management.StoreFault;
import dev.weir.control.replica.ControlStore.Outcome;
import dev.weir.control.replica.ControlStore.PartitionLease;
import dev.weir.control.replica.ControlStore.Progress;
import dev.weir.events.DatabaseId;
import dev.weir.events.PoolEvent;
import dev.weir.events.json.Decoded;
import dev.weir.events.json.FactCodec;
import dev.weir.runtime.EventLog;
import dev.weir.runtime.LogPartition;
import dev.weir.runtime.LogReader;
import dev.weir.runtime.LogRecord;
import dev.weir.runtime.PartitionOwner;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what happens to pools, sharing partitions with other replicas. Who owns a partition decides
 * for its databases. Offsets are moved in the transaction of what was decided on a record.
 */
public final class PoolEventReader {
    private static final Logger LOG = LoggerFactory.getLogger(PoolEventReader.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final EventLog log;
    private final ControlStore store;
    private final String topic;
    private final int partitions;
    private final FactCodec codec = new FactCodec();
    private final Map<LogPartition, PartitionLease> owned = new ConcurrentHashMap<>();
    private volatile @Nullable LogThread thread;

    /** A reader of a topic with so many partitions. */
    public PoolEventReader(EventLog log, ControlStore store, String topic, int partitions) {
        this.log = log;
        this.store = store;
        this.topic = topic;
        this.partitions = partitions;
    }

    /** The partition by which a database is this replica's to decide; empty: it is not. */
    public Optional<PartitionLease> owner(DatabaseId database) {
        return Optional.ofNullable(
                owned.get(new LogPartition(topic, Partitions.of(database.value(), partitions))));
    }

    /** How many partitions of databases are this replica's. */
    public int partitions() {
        return owned.size();
    }

    /** Begins to read for a loop. */
    public void start(ControllerLoop loop) {
        var started =
                new LogThread(
                        "pool-events",
                        () -> log.share(Set.of(topic), "weir-controller", new Ownership(loop)),
                        reader -> take(reader, loop),
                        PAUSE);
        thread = started;
        started.start();
    }

    /** Ends; others take the partitions over. */
    public void stop(Duration deadline) throws InterruptedException {
        var running = thread;
        if (running != null) running.stop(deadline);
    }

    private boolean stopping() {
        var running = thread;
        return running == null || running.isStopping();
    }

    private void take(LogReader reader, ControllerLoop loop) throws InterruptedException {
        for (var read : reader.poll(POLL)) {
            if (!handle(read, loop)) break;
        }
    }

    /** Until it is done, or no longer this replica's. False: nothing behind it may be read. */
    private boolean handle(LogRecord read, ControllerLoop loop) throws InterruptedException {
        while (!stopping()) {
            var mine = owned.get(read.partition());
            if (mine == null || read.offset() < mine.next()) return true;
            try {
                if (attempt(read, mine, loop)) {
                    owned.computeIfPresent(read.partition(), (_, now) -> now.at(read.offset() + 1));
                } else {
                    LOG.atWarn()
                            .addKeyValue("partition", read.partition().number())
                            .log("partition was taken over by another replica");
                    owned.remove(read.partition(), mine);
                    loop.ownershipChanged();
                }
                return true;
            } catch (StoreFault e) {
                LOG.atDebug().setCause(e).log("store out of reach, trying again");
                Thread.sleep(PAUSE);
            } catch (CancellationException _) {
                return false;
            }
        }
        return false;
    }

    private boolean attempt(LogRecord read, PartitionLease mine, ControllerLoop loop)
            throws InterruptedException {
        var value = read.value();
        var decoded = value == null ? new Decoded.Refused("no value") : codec.decode(value);
        return switch (decoded) {
            case Decoded.Read(var event) when event.fact() instanceof PoolEvent fact ->
                    happened(loop, fact, new Progress(mine, read.offset() + 1));
            case Decoded.Read(var event) ->
                    putAside(
                            read,
                            mine,
                            "not a pool event: " + event.fact().getClass().getSimpleName());
            case Decoded.Refused(var reason) -> putAside(read, mine, reason);
        };
    }

    private static boolean happened(ControllerLoop loop, PoolEvent fact, Progress progress)
            throws InterruptedException {
        try {
            return !(loop.happened(fact, progress).get() instanceof Outcome.Fenced);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StoreFault fault) throw fault;
            throw new IllegalStateException(e.getCause());
        }
    }

    private boolean putAside(LogRecord read, PartitionLease mine, String reason) {
        LOG.atWarn()
                .addKeyValue("partition", read.partition().number())
                .addKeyValue("offset", read.offset())
                .addKeyValue("reason", reason)
                .log("record put aside");
        return store.quarantine(mine, read.offset(), reason, read.value()).isPresent();
    }

    private final class Ownership implements PartitionOwner {
        private final ControllerLoop loop;

        Ownership(ControllerLoop loop) {
            this.loop = loop;
        }

        @Override
        public Map<LogPartition, Long> assigned(Collection<LogPartition> assigned) {
            var offsets = new HashMap<LogPartition, Long>();
            for (var partition : assigned) {
                var mine = own(partition);
                owned.put(partition, mine);
                offsets.put(partition, mine.next());
            }
            LOG.atInfo().addKeyValue("partitions", assigned.size()).log("databases taken over");
            loop.ownershipChanged();
            return offsets;
        }

        /** There is no reading without the store, so waiting for it here costs nothing. */
        private PartitionLease own(LogPartition partition) {
            while (true) {
                try {
                    return store.own(topic, partition.number());
                } catch (StoreFault e) {
                    if (stopping()) throw e;
                    pause(e);
                }
            }
        }

        private void pause(StoreFault fault) {
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw fault;
            }
        }

        @Override
        public void revoked(Collection<LogPartition> revoked) {
            revoked.forEach(owned::remove);
            loop.ownershipChanged();
        }
    }
}
