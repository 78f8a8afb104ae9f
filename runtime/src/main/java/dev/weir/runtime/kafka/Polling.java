package dev.weir.runtime.kafka;

import dev.weir.runtime.LogFault;
import dev.weir.runtime.LogPartition;
import dev.weir.runtime.LogRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What both kinds of readers do with Kafka's consumer. */
final class Polling {
    private static final Logger LOG = LoggerFactory.getLogger(Polling.class);

    private static final int USUAL_RECORD_BYTES = 1 << 10;
    private static final int MOST_BYTES = 8 << 20;

    private Polling() {}

    static Properties properties(KafkaOptions options) {
        var properties = options.common();
        properties.put("enable.auto.commit", "false");
        properties.put("allow.auto.create.topics", "false");
        properties.put("max.poll.records", Integer.toString(options.pollRecords()));
        // Of one partition enough for a whole poll, if records are of the usual size.
        int bytes = options.pollRecords() * USUAL_RECORD_BYTES;
        properties.put("max.partition.fetch.bytes", Integer.toString(bytes));
        properties.put("fetch.max.bytes", Integer.toString(Math.max(MOST_BYTES, bytes)));
        properties.put("metadata.max.age.ms", "30000");
        return properties;
    }

    /** What a poll does between wake-ups and outages, for which it returns nothing. */
    @FunctionalInterface
    interface Step {
        List<LogRecord> run();
    }

    static List<LogRecord> guarded(Step step) {
        try {
            return step.run();
        } catch (WakeupException e) {
            return List.of();
        } catch (InterruptException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (RetriableException e) {
            LOG.atDebug().setCause(e).log("log out of reach");
            return List.of();
        } catch (KafkaException e) {
            throw new LogFault("cannot read the log", e);
        }
    }

    static List<LogRecord> poll(Consumer<String, byte[]> consumer, Duration timeout) {
        var polled = consumer.poll(timeout);
        if (polled.isEmpty()) return List.of();
        var records = new ArrayList<LogRecord>(polled.count());
        for (var record : polled) records.add(of(record));
        return records;
    }

    // Kafka says null where the key is not told, and where the record marks a deletion.
    @SuppressWarnings("NullAway")
    private static LogRecord of(ConsumerRecord<String, byte[]> record) {
        return new LogRecord(
                new LogPartition(record.topic(), record.partition()),
                record.offset(),
                record.key() == null ? "" : record.key(),
                record.value(),
                Instant.ofEpochMilli(record.timestamp()));
    }

    static TopicPartition of(LogPartition partition) {
        return new TopicPartition(partition.topic(), partition.number());
    }

    static LogPartition of(TopicPartition partition) {
        return new LogPartition(partition.topic(), partition.partition());
    }
}
