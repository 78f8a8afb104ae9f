package dev.weir.runtime.memory;

import dev.weir.runtime.LogPartition;
import dev.weir.runtime.LogReader;
import dev.weir.runtime.LogRecord;
import dev.weir.runtime.PartitionOwner;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads its share of a group's partitions. A partition is taken over only once the member that held
 * it has let it go, which it does in its own {@link #poll} or when it closes.
 */
final class InMemorySharedReader implements LogReader {
    private final InMemoryEventLog log;
    private final Set<String> topics;
    private final InMemoryEventLog.Group group;
    private final PartitionOwner owner;
    private final Positions positions;

    InMemorySharedReader(
            InMemoryEventLog log,
            Set<String> topics,
            InMemoryEventLog.Group group,
            PartitionOwner owner) {
        this.log = log;
        this.topics = topics;
        this.group = group;
        this.owner = owner;
        this.positions = new Positions(log);
        synchronized (log) {
            group.members.add(this);
            log.notifyAll();
        }
    }

    @Override
    public List<LogRecord> poll(Duration timeout) {
        letGo();
        takeOver();
        return positions.poll(timeout, this::outOfDate);
    }

    private void letGo() {
        Set<LogPartition> lost;
        synchronized (log) {
            lost = new HashSet<>(positions.next().keySet());
            lost.removeAll(due());
        }
        release(lost);
    }

    private void release(Set<LogPartition> lost) {
        if (lost.isEmpty()) return;
        owner.revoked(lost);
        synchronized (log) {
            lost.forEach(positions.next()::remove);
            lost.forEach(group.holders::remove);
            log.notifyAll();
        }
    }

    private void takeOver() {
        Set<LogPartition> free;
        synchronized (log) {
            free = free();
            free.forEach(partition -> group.holders.put(partition, this));
        }
        if (free.isEmpty()) return;
        try {
            var offsets = owner.assigned(free);
            synchronized (log) {
                for (var partition : free) {
                    positions.next().put(partition, offsets.getOrDefault(partition, 0L));
                }
            }
        } catch (RuntimeException e) {
            // Not known where to read on: given back, to be asked for again.
            synchronized (log) {
                free.forEach(group.holders::remove);
            }
            throw e;
        }
    }

    private Set<LogPartition> free() {
        var free = new HashSet<>(due());
        free.removeIf(group.holders::containsKey);
        return free;
    }

    private Set<LogPartition> due() {
        return group.due(this, log.ends(topics).keySet());
    }

    private boolean outOfDate() {
        return !free().isEmpty() || !due().containsAll(positions.next().keySet());
    }

    @Override
    public void seek(LogPartition partition, long offset) {
        positions.seek(partition, offset);
    }

    @Override
    public boolean caughtUp() {
        return true;
    }

    @Override
    public void wakeUp() {
        positions.wakeUp();
    }

    @Override
    public void close() {
        Set<LogPartition> held;
        synchronized (log) {
            if (!group.members.contains(this)) return;
            held = Set.copyOf(positions.next().keySet());
        }
        release(held);
        synchronized (log) {
            group.members.remove(this);
            log.notifyAll();
        }
    }
}
