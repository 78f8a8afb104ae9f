package dev.weir.runtime.memory;

import dev.weir.runtime.EventLog;
import dev.weir.runtime.LogFault;
import dev.weir.runtime.LogPartition;
import dev.weir.runtime.LogPosition;
import dev.weir.runtime.LogReader;
import dev.weir.runtime.LogRecord;
import dev.weir.runtime.LogWriter;
import dev.weir.runtime.PartitionOwner;
import dev.weir.runtime.ReadFrom;
import dev.weir.runtime.TopicSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A log in memory. It keeps every record, also of compacted topics, until it is dropped. */
public final class InMemoryEventLog implements EventLog {
    private final InstantSource clock;
    private final Map<String, List<List<LogRecord>>> topics = new HashMap<>();
    private final Map<String, Group> groups = new HashMap<>();
    private final Map<String, Writer> writers = new HashMap<>();
    private final ExecutorService completions =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("memory-log").daemon().factory());
    private boolean closed;

    /** An empty log; the clock gives the records' timestamps. */
    public InMemoryEventLog(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void create(Collection<TopicSpec> specs) {
        for (var spec : specs) {
            topics.computeIfAbsent(
                    spec.name(),
                    _ -> {
                        var partitions = new ArrayList<List<LogRecord>>();
                        for (int i = 0; i < spec.partitions(); i++) {
                            partitions.add(new ArrayList<>());
                        }
                        return partitions;
                    });
        }
        notifyAll();
    }

    @Override
    public synchronized CompletionStage<LogPosition> append(
            String topic, String key, byte @Nullable [] value) {
        try {
            var position = place(topic, key, value);
            return CompletableFuture.supplyAsync(() -> position, completions);
        } catch (LogFault e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private LogPosition place(String topic, String key, byte @Nullable [] value) {
        if (closed) throw new LogFault("the log is closed");
        var partitions = topics.get(topic);
        if (partitions == null) throw new LogFault("no topic is called " + topic);
        int number = Math.floorMod(key.hashCode(), partitions.size());
        var records = partitions.get(number);
        var position = new LogPosition(new LogPartition(topic, number), records.size());
        records.add(
                new LogRecord(
                        position.partition(), position.offset(), key, value, clock.instant()));
        notifyAll();
        return position;
    }

    @Override
    public synchronized LogWriter writer(String name, Duration bound) {
        var writer = new Writer(name);
        writers.put(name, writer);
        return writer;
    }

    private synchronized void append(Writer writer, List<LogWriter.Entry> entries) {
        if (!writer.equals(writers.get(writer.name))) {
            throw new LogFault(writer.name + " was opened by another");
        }
        for (var entry : entries) {
            var _ = place(entry.topic(), entry.key(), entry.value());
        }
    }

    private final class Writer implements LogWriter {
        private final String name;

        Writer(String name) {
            this.name = name;
        }

        @Override
        public void append(List<Entry> entries) {
            InMemoryEventLog.this.append(this, entries);
        }

        @Override
        public void close() {
            synchronized (InMemoryEventLog.this) {
                writers.remove(name, this);
            }
        }
    }

    @Override
    public LogReader read(Set<String> names, ReadFrom from) {
        return new InMemoryReader(this, Set.copyOf(names), from);
    }

    @Override
    public synchronized LogReader share(Set<String> names, String group, PartitionOwner owner) {
        var members = groups.computeIfAbsent(group, _ -> new Group());
        return new InMemorySharedReader(this, Set.copyOf(names), members, owner);
    }

    @Override
    public synchronized void close() {
        closed = true;
        completions.shutdown();
    }

    /** The ends of the topics' partitions. Under the log's lock, as everything below. */
    Map<LogPartition, Long> ends(Set<String> names) {
        var ends = new HashMap<LogPartition, Long>();
        for (String name : names) {
            var partitions = topics.getOrDefault(name, List.of());
            for (int i = 0; i < partitions.size(); i++) {
                ends.put(new LogPartition(name, i), (long) partitions.get(i).size());
            }
        }
        return ends;
    }

    List<LogRecord> from(LogPartition partition, long offset, int most) {
        var records = topics.getOrDefault(partition.topic(), List.of()).get(partition.number());
        int begin = (int) Math.min(offset, records.size());
        return List.copyOf(records.subList(begin, Math.min(records.size(), begin + most)));
    }

    /** The members of a group, in the order of joining, and who holds what. */
    static final class Group {
        final List<Object> members = new ArrayList<>();
        final Map<LogPartition, Object> holders = new HashMap<>();

        /** The partitions that a member is to hold: every n-th. */
        Set<LogPartition> due(Object member, Set<LogPartition> all) {
            var sorted = new TreeMap<String, LogPartition>();
            all.forEach(partition ->
                    sorted.put(
                            "%s/%06d".formatted(partition.topic(), partition.number()), partition));
            var due = new java.util.HashSet<LogPartition>();
            int i = 0;
            for (var partition : sorted.values()) {
                if (members.get(i++ % members.size()).equals(member)) due.add(partition);
            }
            return due;
        }
    }
}
