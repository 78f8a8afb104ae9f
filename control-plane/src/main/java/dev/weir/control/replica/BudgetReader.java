package dev.weir.control.replica;

import dev.weir.control.replica.ControlStore.PartitionLease;
import dev.weir.events.BudgetEvent;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what the billing meter says of budgets, sharing partitions with other replicas. The offset
 * moves in the transaction that suspends or resumes environments.
 */
public final class BudgetReader {
    private static final Logger LOG = LoggerFactory.getLogger(BudgetReader.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final EventLog log;
    private final ControlStore ledger;
    private final Budgets budgets;
    private final String topic;
    private final FactCodec codec = new FactCodec();

    /** Of the reader's thread, which is also the one that partitions are assigned on. */
    private final Map<LogPartition, PartitionLease> owned = new HashMap<>();

    private @Nullable LogThread thread;

    /** A reader of a topic. */
    public BudgetReader(EventLog log, ControlStore ledger, Budgets budgets, String topic) {
        this.log = log;
        this.ledger = ledger;
        this.budgets = budgets;
        this.topic = topic;
    }

    /** Begins to read. */
    public void start() {
        thread = new LogThread("budgets", this::open, this::take, PAUSE);
        thread.start();
    }

    /** Ends; others take the partitions over. */
    public void stop(Duration deadline) throws InterruptedException {
        if (thread != null) thread.stop(deadline);
    }

    private LogReader open() {
        owned.clear();
        return log.share(Set.of(topic), "weir-controller-budgets", new Ownership());
    }

    private void take(LogReader reader) {
        for (var read : reader.poll(POLL)) take(read);
    }

    /** A fault of the store goes up: the log is then opened again, at what was committed. */
    private void take(LogRecord read) {
        var mine = owned.get(read.partition());
        if (mine == null || read.offset() < mine.next()) return;
        var moved = attempt(read, mine);
        if (moved.isPresent()) owned.put(read.partition(), moved.get());
        else owned.remove(read.partition());
    }

    private Optional<PartitionLease> attempt(LogRecord read, PartitionLease mine) {
        var value = read.value();
        if (value == null) return ledger.advance(mine, read.offset() + 1);
        return switch (codec.decode(value)) {
            case Decoded.Read(var event) when event.fact() instanceof BudgetEvent said ->
                    budgets.take(mine, read.offset() + 1, said);
            case Decoded.Read(var event) ->
                    putAside(
                            read,
                            mine,
                            "not a budget event: " + event.fact().getClass().getSimpleName());
            case Decoded.Refused(var reason) -> putAside(read, mine, reason);
        };
    }

    private Optional<PartitionLease> putAside(LogRecord read, PartitionLease mine, String reason) {
        LOG.atWarn()
                .addKeyValue("partition", read.partition().number())
                .addKeyValue("offset", read.offset())
                .addKeyValue("reason", reason)
                .log("record put aside");
        return ledger.quarantine(mine, read.offset(), reason, read.value());
    }

    private final class Ownership implements PartitionOwner {
        /** A fault of the store ends this reading; the next one asks again. */
        @Override
        public Map<LogPartition, Long> assigned(Collection<LogPartition> assigned) {
            var offsets = new HashMap<LogPartition, Long>();
            for (var partition : assigned) {
                var mine = ledger.own(topic, partition.number());
                owned.put(partition, mine);
                offsets.put(partition, mine.next());
            }
            return offsets;
        }

        @Override
        public void revoked(Collection<LogPartition> revoked) {
            revoked.forEach(owned::remove);
        }
    }
}
