package dev.weir.runtime.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How Kafka is reached and within which bounds.
 *
 * @param bootstrap {@code host:port}, several parted by commas
 * @param deliveryBound how long an appended record is tried to be delivered before it fails; long,
 *     so that an outage of minutes loses nothing
 * @param bufferBytes how much may be appended and not yet durable; beyond it appending fails
 * @param createBound how long creating topics is retried while no broker answers
 * @param replicationFactor of topics that are created; {@link #BY_BROKERS}: three, or as many as
 *     there are brokers
 * @param pollRecords how many records a reader returns at once at most
 * @param clientProperties further properties of all Kafka clients, such as those of TLS and SASL
 */
public record KafkaOptions(
        String bootstrap,
        Duration deliveryBound,
        long bufferBytes,
        Duration createBound,
        short replicationFactor,
        int pollRecords,
        Map<String, String> clientProperties) {
    /** A replication factor that follows from the number of brokers. */
    public static final int BY_BROKERS = 0;

    private static final String CLIENT_ID = "client.id";
    private static final int POLL_RECORDS = 1_000;
    private static final AtomicLong CLIENTS = new AtomicLong();

    /** Refuses bounds that are not positive. */
    public KafkaOptions {
        if (bufferBytes < 1) throw new IllegalArgumentException("buffer must be positive");
        if (!deliveryBound.isPositive()) {
            throw new IllegalArgumentException("delivery bound must be positive");
        }
        if (replicationFactor < BY_BROKERS) {
            throw new IllegalArgumentException("replication factor must not be negative");
        }
        if (pollRecords < 1) throw new IllegalArgumentException("a poll must return records");
        clientProperties = Map.copyOf(clientProperties);
    }

    /**
     * Ten minutes for delivery, 32 MiB of buffer, one minute for creating, one replica, 1,000
     * records at once.
     */
    public static KafkaOptions of(String bootstrap) {
        return new KafkaOptions(
                bootstrap,
                Duration.ofMinutes(10),
                32L << 20,
                Duration.ofMinutes(1),
                (short) 1,
                POLL_RECORDS,
                Map.of());
    }

    /** The same with another bound of delivery. */
    public KafkaOptions withDeliveryBound(Duration other) {
        return new KafkaOptions(
                bootstrap,
                other,
                bufferBytes,
                createBound,
                replicationFactor,
                pollRecords,
                clientProperties);
    }

    /** The same with another number of replicas. */
    public KafkaOptions withReplicationFactor(int other) {
        return new KafkaOptions(
                bootstrap,
                deliveryBound,
                bufferBytes,
                createBound,
                (short) other,
                pollRecords,
                clientProperties);
    }

    /** The same with readers that return up to so many records at once. */
    public KafkaOptions withPollRecords(int other) {
        return new KafkaOptions(
                bootstrap,
                deliveryBound,
                bufferBytes,
                createBound,
                replicationFactor,
                other,
                clientProperties);
    }

    /** The same with further properties of the clients. */
    public KafkaOptions withClientProperties(Map<String, String> other) {
        var more = new HashMap<>(clientProperties);
        more.putAll(other);
        return new KafkaOptions(
                bootstrap,
                deliveryBound,
                bufferBytes,
                createBound,
                replicationFactor,
                pollRecords,
                more);
    }

    /**
     * The same for a process of that name, as the broker's logs, metrics and quotas call its
     * clients: each gets a number of its own behind it.
     */
    public KafkaOptions withClientName(String name) {
        return withClientProperties(Map.of(CLIENT_ID, name));
    }

    /** Further properties, with an identity for one client. */
    Map<String, String> ofOneClient() {
        var name = clientProperties.get(CLIENT_ID);
        if (name == null) return clientProperties;
        var own = new HashMap<>(clientProperties);
        own.put(CLIENT_ID, name + "-" + CLIENTS.incrementAndGet());
        return own;
    }

    /** What all clients have in common. */
    Properties common() {
        var properties = new Properties();
        properties.put("bootstrap.servers", bootstrap);
        properties.put("reconnect.backoff.ms", "50");
        properties.put("reconnect.backoff.max.ms", "1000");
        properties.put("request.timeout.ms", "10000");
        properties.put("enable.metrics.push", "false");
        properties.putAll(ofOneClient());
        return properties;
    }

    /** Without the values of client properties, which may be secrets. */
    @Override
    public String toString() {
        return "Kafka at %s with %s".formatted(bootstrap, new TreeSet<>(clientProperties.keySet()));
    }
}
