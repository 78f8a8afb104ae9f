package dev.weir.it.fault;

import static org.awaitility.Awaitility.await;

import dev.weir.events.PoolEvent;
import dev.weir.events.RegionId;
import dev.weir.events.json.Decoded;
import dev.weir.events.json.FactCodec;
import dev.weir.events.json.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What happened to an environment's pools, as it stands in the log. For one thread. */
final class PoolEvents implements AutoCloseable {
    private final KafkaConsumer<String, byte[]> consumer;
    private final String environment;
    private final FactCodec codec = new FactCodec();
    private final List<PoolEvent> events = new ArrayList<>();

    /** All events of an environment, from the first on. */
    PoolEvents(String bootstrap, String environment) {
        this.environment = environment;
        consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrap),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        var topic = Topic.POOL_EVENTS.in("weir", new RegionId("local"));
        var partitions =
                IntStream.range(0, Topic.POOL_EVENTS.partitions())
                        .mapToObj(number -> new TopicPartition(topic, number))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Waits until there were so many events of a kind. */
    void awaitCount(Class<? extends PoolEvent> kind, int count) {
        await().atMost(Operator.PATIENCE).until(() -> of(kind).size() >= count);
    }

    /** Events of a kind, up to now. */
    <T extends PoolEvent> List<T> of(Class<T> kind) {
        return all().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** All events, up to now, in order. */
    List<PoolEvent> all() {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
            if (codec.decode(record.value()) instanceof Decoded.Read(var event)
                    && event.fact() instanceof PoolEvent fact
                    && fact.environment().value().equals(environment)) {
                events.add(fact);
            }
        }
        return List.copyOf(events);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
