package dev.weir.runtime.kafka;

import dev.weir.runtime.LogPartition;
import dev.weir.runtime.LogReader;
import dev.weir.runtime.LogRecord;
import dev.weir.runtime.ReadFrom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all partitions alone. It takes its place as soon as a broker answers: "now" is then, if
 * none did when it was opened.
 */
final class KafkaReader implements LogReader {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaReader.class);
    private static final Duration PLACING = Duration.ofSeconds(2);
    private static final Duration CLOSE = Duration.ofSeconds(2);
    private static final long PAUSE_MILLIS = 200;

    private final Set<String> topics;
    private final ReadFrom from;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Semaphore woken = new Semaphore(0);
    private Map<TopicPartition, Long> ends = Map.of();
    private boolean placed;

    KafkaReader(KafkaOptions options, Set<String> topics, ReadFrom from) {
        this.topics = Set.copyOf(topics);
        this.from = from;
        var properties = Polling.properties(options);
        properties.put("auto.offset.reset", from == ReadFrom.NOW ? "latest" : "earliest");
        consumer =
                new KafkaConsumer<>(
                        properties, new StringDeserializer(), new ByteArrayDeserializer());
        tryPlace();
    }

    /** A broker that answers soon makes "now" the moment of the opening. */
    private void tryPlace() {
        var _ =
                Polling.guarded(() -> {
                    place(PLACING);
                    return List.of();
                });
    }

    @Override
    public List<LogRecord> poll(Duration timeout) {
        return Polling.guarded(
                () -> placed || place(timeout) ? Polling.poll(consumer, timeout) : pause(timeout));
    }

    private boolean place(Duration timeout) {
        var partitions = new ArrayList<TopicPartition>();
        for (String topic : topics) {
            var known = consumer.partitionsFor(topic, timeout);
            if (known == null || known.isEmpty()) return false;
            known.forEach(one -> partitions.add(new TopicPartition(topic, one.partition())));
        }
        var found = consumer.endOffsets(partitions, timeout);
        var begin = from == ReadFrom.NOW ? found : consumer.beginningOffsets(partitions, timeout);
        consumer.assign(partitions);
        begin.forEach(consumer::seek);
        ends = found;
        placed = true;
        LOG.atDebug().addKeyValue("partitions", partitions.size()).log("reading");
        return true;
    }

    private List<LogRecord> pause(Duration timeout) {
        try {
            if (woken.tryAcquire(
                    Math.min(timeout.toMillis(), PAUSE_MILLIS), TimeUnit.MILLISECONDS)) {
                woken.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.of();
    }

    @Override
    public void seek(LogPartition partition, long offset) {
        consumer.seek(Polling.of(partition), offset);
    }

    @Override
    public boolean caughtUp() {
        return placed
                && ends.entrySet().stream()
                        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    @Override
    public void wakeUp() {
        woken.release();
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(CLOSE));
    }
}
