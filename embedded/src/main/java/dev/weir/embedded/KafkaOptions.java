package dev.weir.embedded;

import java.time.Duration;
import java.util.Map;

/**
 * How to run a broker.
 *
 * @param port its loopback port; 0: any free one
 * @param heapMegabytes the most heap of its JVM, at least 64
 * @param startLimit how long it may take to be ready
 * @param settings lines of {@code server.properties} that go before the ones chosen here
 */
public record KafkaOptions(
        int port, int heapMegabytes, Duration startLimit, Map<String, String> settings) {
    /** Any free port, a heap of 128 MiB, half a minute. */
    public static final KafkaOptions DEFAULTS =
            new KafkaOptions(0, 128, Duration.ofSeconds(30), Map.of());

    public KafkaOptions {
        if (port < 0 || port > 65_535) throw new IllegalArgumentException("port " + port);
        if (heapMegabytes < 64)
            throw new IllegalArgumentException("heap " + heapMegabytes + " MiB");
        settings = Map.copyOf(settings);
    }

    /** The same on that port. */
    public KafkaOptions withPort(int port) {
        return new KafkaOptions(port, heapMegabytes, startLimit, settings);
    }
}
