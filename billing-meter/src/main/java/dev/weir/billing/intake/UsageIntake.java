package dev.weir.billing.intake;

import dev.weir.billing.rollup.Judgement;
import dev.weir.billing.rollup.UsageJudge;
import dev.weir.billing.store.StoreFault;
import dev.weir.billing.store.intake.PartitionLease;
import dev.weir.billing.store.intake.UsageStore;
import dev.weir.runtime.EventLog;
import dev.weir.runtime.LogPartition;
import dev.weir.runtime.LogReader;
import dev.weir.runtime.LogRecord;
import dev.weir.runtime.PartitionOwner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the usage topic, sharing its partitions with the other meters of the group, and writes what
 * it reads. Offsets are kept where the sums are, so the log may deliver anything twice.
 */
public final class UsageIntake extends Worker implements PartitionOwner {
    private static final Logger LOG = LoggerFactory.getLogger(UsageIntake.class);

    private final EventLog log;
    private final String topic;
    private final String group;
    private final UsageJudge judge;
    private final UsageStore store;
    private final BooleanSupplier environmentsKnown;
    private final Map<LogPartition, PartitionLease> claims = new HashMap<>();
    private final Set<LogPartition> unclaimed = new HashSet<>();

    /**
     * An intake that is not started yet.
     *
     * @param topic the region's usage topic
     * @param group the name that all meters of the region share
     * @param environmentsKnown until it says so, nothing is read
     */
    public UsageIntake(
            EventLog log,
            String topic,
            String group,
            UsageJudge judge,
            UsageStore store,
            BooleanSupplier environmentsKnown) {
        super("usage-intake");
        this.log = log;
        this.topic = topic;
        this.group = group;
        this.judge = judge;
        this.store = store;
        this.environmentsKnown = environmentsKnown;
    }

    @Override
    LogReader open() {
        claims.clear();
        unclaimed.clear();
        return log.share(Set.of(topic), group, this);
    }

    @Override
    void step(LogReader reader, Duration timeout) throws InterruptedException {
        if (!environmentsKnown.getAsBoolean()) {
            pause();
            return;
        }
        claimMissing(reader);
        var byPartition = new LinkedHashMap<LogPartition, List<LogRecord>>();
        for (var logged : reader.poll(timeout)) {
            byPartition.computeIfAbsent(logged.partition(), _ -> new ArrayList<>()).add(logged);
        }
        byPartition.forEach(this::judge);
        if (unclaimed.isEmpty()) worked();
        else pause();
    }

    /** Where the database could not say, reading goes on once it can. */
    @Override
    public Map<LogPartition, Long> assigned(Collection<LogPartition> partitions) {
        var offsets = new HashMap<LogPartition, Long>();
        for (var partition : partitions) {
            try {
                var claim = store.claim(partition);
                claims.put(partition, claim);
                offsets.put(partition, claim.nextOffset());
            } catch (StoreFault e) {
                failed(partition, e);
            }
        }
        return offsets;
    }

    @Override
    public void revoked(Collection<LogPartition> partitions) {
        partitions.forEach(claims::remove);
        partitions.forEach(unclaimed::remove);
    }

    private void claimMissing(LogReader reader) {
        for (var partition : List.copyOf(unclaimed)) {
            try {
                var claim = store.claim(partition);
                reader.seek(partition, claim.nextOffset());
                claims.put(partition, claim);
                unclaimed.remove(partition);
            } catch (StoreFault e) {
                failed(partition, e);
            }
        }
    }

    private void judge(LogPartition partition, List<LogRecord> records) {
        // Without a claim the records are read again once there is one.
        if (!claims.containsKey(partition)) return;
        write(partition, records.stream().map(judge::judge).toList());
    }

    /** Answers whether the partition is still claimed. */
    private boolean write(LogPartition partition, List<Judgement> judgements) {
        var claim = claims.get(partition);
        if (claim == null) return false;
        try {
            var next = store.write(claim, judgements);
            if (next.isPresent()) {
                claims.put(partition, next.get());
                return true;
            }
            LOG.atInfo()
                    .addKeyValue("partition", partition)
                    .addKeyValue("generation", claim.generation())
                    .log("partition is claimed by another meter");
            lose(partition);
        } catch (StoreFault e) {
            if (e.isAboutData()) return writeInParts(partition, judgements, e);
            failed(partition, e);
        }
        return false;
    }

    /** One record that the database refuses must not hold up the rest of its partition. */
    private boolean writeInParts(
            LogPartition partition, List<Judgement> judgements, StoreFault fault) {
        int half = judgements.size() / 2;
        if (half > 0) {
            return write(partition, judgements.subList(0, half))
                    && write(partition, judgements.subList(half, judgements.size()));
        }
        var only = judgements.getFirst();
        if (only instanceof Judgement.PutAside) throw fault;
        LOG.atWarn()
                .setCause(fault)
                .addKeyValue("partition", partition)
                .addKeyValue("offset", only.logged().offset())
                .log("record refused by the database");
        var aside =
                new Judgement.PutAside(
                        only.logged(), Judgement.Reason.REFUSED, "the database refused it");
        return write(partition, List.of(aside));
    }

    private void failed(LogPartition partition, StoreFault fault) {
        LOG.atWarn()
                .setCause(fault)
                .addKeyValue("partition", partition)
                .log("usage waits for the database");
        lose(partition);
    }

    private void lose(LogPartition partition) {
        claims.remove(partition);
        unclaimed.add(partition);
    }
}
