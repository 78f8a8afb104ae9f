package dev.weir.runtime.kafka;

import dev.weir.runtime.LogPartition;
import dev.weir.runtime.LogReader;
import dev.weir.runtime.LogRecord;
import dev.weir.runtime.PartitionOwner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads its share of a group's partitions from the owner's offsets. The owner is asked outside of
 * Kafka's call-backs: a partition stays paused until its offset is known, so that an owner that
 * fails is simply asked again by the next poll.
 */
final class KafkaSharedReader implements LogReader {
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final PartitionOwner owner;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Set<TopicPartition> placed = new HashSet<>();
    private final Set<TopicPartition> unplaced = new HashSet<>();

    KafkaSharedReader(
            KafkaOptions options, Set<String> topics, String group, PartitionOwner owner) {
        this.owner = owner;
        var properties = Polling.properties(options);
        properties.put("group.id", group);
        properties.put("auto.offset.reset", "earliest");
        properties.put("session.timeout.ms", "6000");
        properties.put("heartbeat.interval.ms", "1500");
        properties.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
        properties.putAll(options.ofOneClient());
        consumer =
                new KafkaConsumer<>(
                        properties, new StringDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(topics, new Assignment());
    }

    private final class Assignment implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            unplaced.addAll(partitions);
            consumer.pause(partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            unplaced.removeAll(partitions);
            var lost = new ArrayList<LogPartition>();
            for (var partition : partitions) {
                if (placed.remove(partition)) lost.add(Polling.of(partition));
            }
            if (!lost.isEmpty()) owner.revoked(lost);
        }
    }

    @Override
    public List<LogRecord> poll(Duration timeout) {
        place();
        return Polling.guarded(() -> {
            var records = Polling.poll(consumer, timeout);
            if (records.isEmpty() && !unplaced.isEmpty()) place();
            return records;
        });
    }

    private void place() {
        if (unplaced.isEmpty()) return;
        var asked = List.copyOf(unplaced);
        var offsets = owner.assigned(asked.stream().map(Polling::of).toList());
        var fromBeginning = new ArrayList<TopicPartition>();
        for (var partition : asked) {
            Long offset = offsets.get(Polling.of(partition));
            if (offset == null) fromBeginning.add(partition);
            else consumer.seek(partition, offset);
        }
        if (!fromBeginning.isEmpty()) consumer.seekToBeginning(fromBeginning);
        consumer.resume(asked);
        placed.addAll(asked);
        unplaced.removeAll(asked);
    }

    @Override
    public void seek(LogPartition partition, long offset) {
        consumer.seek(Polling.of(partition), offset);
    }

    @Override
    public boolean caughtUp() {
        return true;
    }

    @Override
    public void wakeUp() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE));
    }
}
