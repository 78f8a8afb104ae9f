package dev.weir.runtime.kafka;

import dev.weir.runtime.LogFault;
import dev.weir.runtime.LogWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A producer with a transactional id, the broker's means against producers that come back late: who
 * opens the id raises its epoch, and records of older epochs are refused. Each batch is a
 * transaction for that reason only; readers need not wait for its end.
 */
final class KafkaWriter implements LogWriter {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaWriter.class);
    private static final Duration LONGEST_REQUEST = Duration.ofSeconds(10);

    private final String name;
    private final KafkaProducer<String, byte @Nullable []> producer;

    private KafkaWriter(String name, KafkaProducer<String, byte @Nullable []> producer) {
        this.name = name;
        this.producer = producer;
    }

    static KafkaWriter open(KafkaOptions options, String name, Duration bound) {
        var writer = new KafkaWriter(name, producer(options, name, bound));
        try {
            writer.producer.initTransactions();
            return writer;
        } catch (KafkaException e) {
            writer.close();
            throw new LogFault("not opened: " + name, e);
        }
    }

    private static KafkaProducer<String, byte @Nullable []> producer(
            KafkaOptions options, String name, Duration bound) {
        var properties = options.common();
        var request = bound.compareTo(LONGEST_REQUEST) < 0 ? bound : LONGEST_REQUEST;
        properties.put("transactional.id", name);
        properties.put("transaction.timeout.ms", Long.toString(bound.multipliedBy(2).toMillis()));
        properties.put("linger.ms", "0");
        properties.put("retry.backoff.ms", "20");
        properties.put("max.block.ms", Long.toString(bound.toMillis()));
        properties.put("max.request.size", Integer.toString(TopicMaker.MAX_RECORD_BYTES));
        properties.put("request.timeout.ms", Long.toString(request.toMillis()));
        properties.put("delivery.timeout.ms", Long.toString(bound.toMillis()));
        return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }

    @Override
    public void append(List<Entry> entries) {
        try {
            producer.beginTransaction();
            var sent = new ArrayList<Future<RecordMetadata>>(entries.size());
            for (var entry : entries) {
                sent.add(
                        producer.send(
                                new ProducerRecord<>(entry.topic(), entry.key(), entry.value())));
            }
            for (var one : sent) {
                var _ = one.get();
            }
            producer.commitTransaction();
        } catch (KafkaException | ExecutionException | IllegalStateException e) {
            throw new LogFault("not appended by " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogFault("interrupted: " + name, e);
        }
    }

    @Override
    public void close() {
        try {
            producer.close(Duration.ZERO);
        } catch (InterruptException e) {
            // It is closed; that this thread was interrupted is kept by the exception's maker.
            LOG.atDebug().addKeyValue("writer", name).log("interrupted while closing");
        }
    }
}
