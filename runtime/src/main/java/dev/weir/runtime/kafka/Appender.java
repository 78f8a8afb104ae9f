package dev.weir.runtime.kafka;

import dev.weir.runtime.LogFault;
import dev.weir.runtime.LogPartition;
import dev.weir.runtime.LogPosition;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends without blocking its callers. Kafka's producer blocks in {@code send} while it does not
 * know a topic's partitions, so a thread of its own does that, in the order of the calls; what
 * waits for it and what waits in the producer count against one bound.
 */
final class Appender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Appender.class);
    private static final Duration CLOSE = Duration.ofSeconds(10);
    private static final int MAX_BLOCK_MILLIS = 2_000;

    /** What a record takes in the producer's memory beside key and value. */
    private static final int OVERHEAD = 256;

    private final long bufferBytes;
    private final long deliveryNanos;
    private final KafkaProducer<String, byte @Nullable []> producer;
    private final LinkedBlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
    private final AtomicLong pendingBytes = new AtomicLong();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Counter appended;
    private final Counter failed;
    private final Thread sender;

    Appender(KafkaOptions options, MeterRegistry meters) {
        bufferBytes = options.bufferBytes();
        deliveryNanos = options.deliveryBound().toNanos();
        producer = producer(options);
        appended =
                Counter.builder("weir.log.appended")
                        .description("Records made durable in the log")
                        .register(meters);
        failed =
                Counter.builder("weir.log.failed")
                        .description("Records that the log did not take within its bounds")
                        .register(meters);
        meters.gauge("weir.log.pending.bytes", pendingBytes);
        sender = Thread.ofPlatform().name("log-appender").daemon().start(this::run);
    }

    private record Pending(
            ProducerRecord<String, byte @Nullable []> record,
            long bytes,
            long deadline,
            CompletableFuture<LogPosition> done) {}

    private static KafkaProducer<String, byte @Nullable []> producer(KafkaOptions options) {
        var properties = options.common();
        long delivery = options.deliveryBound().toMillis();
        properties.put("acks", "all");
        properties.put("enable.idempotence", "true");
        properties.put("linger.ms", "0");
        properties.put("max.block.ms", Integer.toString(MAX_BLOCK_MILLIS));
        properties.put("max.request.size", Integer.toString(TopicMaker.MAX_RECORD_BYTES));
        properties.put("request.timeout.ms", Long.toString(Math.min(10_000, delivery)));
        properties.put("delivery.timeout.ms", Long.toString(Math.min(delivery, Integer.MAX_VALUE)));
        // The bound is held before the producer, which must never be the one to block on it. Its
        // memory goes in batches, of which partitions hold one each that may be nearly empty.
        properties.put("buffer.memory", Long.toString(options.bufferBytes() * 2 + (16L << 20)));
        return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }

    CompletionStage<LogPosition> append(String topic, String key, byte @Nullable [] value) {
        long bytes = OVERHEAD + key.length() + (value == null ? 0L : value.length);
        if (closing.get()) return refused("the log is closed");
        if (pendingBytes.addAndGet(bytes) > bufferBytes) {
            pendingBytes.addAndGet(-bytes);
            return refused("the log's buffer is full: " + bufferBytes + " bytes");
        }
        var done = new CompletableFuture<LogPosition>();
        queue.add(
                new Pending(
                        new ProducerRecord<>(topic, key, value),
                        bytes,
                        System.nanoTime() + deliveryNanos,
                        done));
        return done;
    }

    private CompletionStage<LogPosition> refused(String why) {
        failed.increment();
        return CompletableFuture.failedFuture(new LogFault(why));
    }

    private void run() {
        try {
            while (!closing.get() || !queue.isEmpty()) {
                var pending = queue.poll(100, TimeUnit.MILLISECONDS);
                if (pending != null) send(pending);
            }
        } catch (InterruptedException | InterruptException e) {
            LOG.atDebug().log("appender interrupted");
        }
    }

    /** Tries until the producer has taken the record, or its time is over. */
    private void send(Pending pending) {
        try {
            while (true) {
                Exception why = offer(pending);
                if (why == null) return;
                if (!isAway(why) || isOver(pending)) {
                    fail(pending, why);
                    return;
                }
            }
        } catch (InterruptException e) {
            fail(pending, e);
            throw e;
        }
    }

    /** Whether no broker told the topic's partitions; one that denies the topic is there. */
    private static boolean isAway(Exception why) {
        return why instanceof TimeoutException
                && !(why.getCause() instanceof UnknownTopicOrPartitionException);
    }

    private boolean isOver(Pending pending) {
        return closing.get() || System.nanoTime() - pending.deadline() >= 0;
    }

    /** Null if the producer took it; otherwise why it did not. */
    private @Nullable Exception offer(Pending pending) {
        var refusal = new AtomicReference<@Nullable Exception>();
        try {
            // How it ended is told to the call-back.
            var _ =
                    producer.send(
                            pending.record(),
                            (metadata, why) -> {
                                // Called back on this very thread: refused outright, never in the
                                // order.
                                if (Thread.currentThread().equals(sender)) refusal.set(why);
                                else settle(pending, metadata, why);
                            });
            return refusal.get();
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            return e;
        }
    }

    private void settle(Pending pending, RecordMetadata metadata, @Nullable Exception why) {
        if (why != null) {
            fail(pending, why);
            return;
        }
        pendingBytes.addAndGet(-pending.bytes());
        appended.increment();
        var partition = new LogPartition(metadata.topic(), metadata.partition());
        pending.done().complete(new LogPosition(partition, metadata.offset()));
    }

    private void fail(Pending pending, Exception why) {
        pendingBytes.addAndGet(-pending.bytes());
        failed.increment();
        String topic = pending.record().topic();
        pending.done().completeExceptionally(new LogFault("not appended to " + topic, why));
    }

    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) return;
        long end = System.nanoTime() + CLOSE.toNanos();
        try {
            sender.join(CLOSE);
            sender.interrupt();
            sender.join(CLOSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        long left = Math.max(0, end - System.nanoTime());
        producer.close(Duration.ofNanos(left));
        for (var pending = queue.poll(); pending != null; pending = queue.poll()) {
            fail(pending, new IllegalStateException("the log was closed"));
        }
    }
}
