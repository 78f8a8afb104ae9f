package dev.weir.runtime.memory;

import dev.weir.runtime.LogPartition;
import dev.weir.runtime.LogReader;
import dev.weir.runtime.LogRecord;
import dev.weir.runtime.ReadFrom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads all partitions alone. */
final class InMemoryReader implements LogReader {
    private final InMemoryEventLog log;
    private final Set<String> topics;
    private final Positions positions;
    private final Map<LogPartition, Long> endsAtOpening;

    InMemoryReader(InMemoryEventLog log, Set<String> topics, ReadFrom from) {
        this.log = log;
        this.topics = topics;
        this.positions = new Positions(log);
        synchronized (log) {
            endsAtOpening = log.ends(topics);
            endsAtOpening.forEach((partition, end) ->
                    positions.next().put(partition, from == ReadFrom.NOW ? end : 0));
        }
    }

    @Override
    public List<LogRecord> poll(Duration timeout) {
        return positions.poll(timeout, this::foundTopics);
    }

    /** Topics made after the opening are read whole. */
    private boolean foundTopics() {
        boolean found = false;
        for (var partition : log.ends(topics).keySet()) {
            found |= positions.next().putIfAbsent(partition, 0L) == null;
        }
        return found;
    }

    @Override
    public void seek(LogPartition partition, long offset) {
        positions.seek(partition, offset);
    }

    @Override
    public boolean caughtUp() {
        synchronized (log) {
            return endsAtOpening.entrySet().stream()
                    .allMatch(end ->
                            positions.next().getOrDefault(end.getKey(), 0L) >= end.getValue());
        }
    }

    @Override
    public void wakeUp() {
        positions.wakeUp();
    }

    @Override
    public void close() {}
}
