package dev.weir.runtime.process;

import dev.weir.runtime.Setting;
import dev.weir.runtime.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Properties of Kafka's clients that an operator may set as they are, {@code
 * kafka.properties.<name>}. Those that Weir's promises rest on (acknowledgements, idempotence,
 * transactions, offsets, bounds of delivery) are not among them.
 */
final class KafkaProperties {
    private static final String PREFIX = "kafka.properties.";
    private static final String DESCRIPTION = "The property of Kafka's clients that has this name.";

    private static final List<Setting<? extends Optional<?>>> ALLOWED =
            List.of(
                    text("client.dns.lookup"),
                    text("client.rack"),
                    text("compression.type"),
                    number("connections.max.idle.ms"),
                    number("metadata.max.age.ms"),
                    number("receive.buffer.bytes"),
                    number("reconnect.backoff.max.ms"),
                    number("send.buffer.bytes"),
                    number("socket.connection.setup.timeout.max.ms"),
                    number("socket.connection.setup.timeout.ms"),
                    text("ssl.cipher.suites"),
                    text("ssl.enabled.protocols"));

    private KafkaProperties() {}

    private static Setting<Optional<String>> text(String name) {
        return Setting.text(PREFIX + name, DESCRIPTION).optional();
    }

    private static Setting<Optional<Integer>> number(String name) {
        return Setting.integer(PREFIX + name, 1, Integer.MAX_VALUE, DESCRIPTION).optional();
    }

    static List<Setting<? extends Optional<?>>> all() {
        return ALLOWED;
    }

    /** Those that are set, by their name at Kafka. */
    static Map<String, String> of(Settings settings) {
        var properties = new TreeMap<String, String>();
        for (var setting : ALLOWED) {
            var value = settings.get(setting);
            if (value.isEmpty()) continue;
            properties.put(setting.key().substring(PREFIX.length()), String.valueOf(value.get()));
        }
        return properties;
    }
}
