package dev.weir.runtime.process;

import dev.weir.runtime.Setting;
import dev.weir.runtime.Settings;
import dev.weir.runtime.kafka.KafkaOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a process is told beside what concerns its own work.
 *
 * @param adminPort where health and metrics are served; 0 lets the system choose
 * @param stopDeadline how long stopping may take
 */
public record ProcessSettings(
        KafkaOptions kafka, String adminHost, int adminPort, Duration stopDeadline) {
    /** Kafka's brokers. */
    public static final Setting<String> BOOTSTRAP =
            Setting.text("kafka.bootstrap", "Kafka's brokers, host:port, parted by commas.");

    /** Replicas of created topics. */
    public static final Setting<Optional<Integer>> REPLICATION =
            Setting.integer(
                            "kafka.replication-factor",
                            1,
                            9,
                            "How many replicas the topics have that are created; default: three, or one for each broker where there are fewer.")
                    .optional();

    /** The admin port's address. */
    public static final Setting<String> ADMIN_HOST =
            Setting.text("admin.host", "The address that health and metrics are served on.")
                    .orElse("127.0.0.1");

    /** How long stopping may take. */
    public static final Setting<Duration> STOP_DEADLINE =
            Setting.duration("stop.deadline", "How long stopping may take.").orElse("25s");

    /** The admin port; each kind of process has a default of its own. */
    public static Setting<Integer> adminPort(int byDefault) {
        return Setting.port("admin.port", "The port that health and metrics are served on.")
                .orElse(Integer.toString(byDefault));
    }

    /** All keys; {@code adminPort} is the process's own. */
    public static List<Setting<?>> all(Setting<Integer> adminPort) {
        return Stream.of(
                        List.of(BOOTSTRAP, REPLICATION),
                        KafkaSecurity.all(),
                        KafkaProperties.all(),
                        List.of(ADMIN_HOST, adminPort, STOP_DEADLINE))
                .<Setting<?>>flatMap(List::stream)
                .toList();
    }

    /**
     * How Kafka is reached, from what was read with {@link #all}.
     *
     * @throws IllegalArgumentException when settings of its security do not go together
     */
    public static KafkaOptions kafka(Settings settings) {
        return KafkaOptions.of(settings.get(BOOTSTRAP))
                .withReplicationFactor(settings.get(REPLICATION).orElse(KafkaOptions.BY_BROKERS))
                .withClientProperties(KafkaProperties.of(settings))
                .withClientProperties(KafkaSecurity.of(settings));
    }

    /**
     * From what was read with {@link #all}.
     *
     * @throws IllegalArgumentException when settings of Kafka's security do not go together
     */
    public static ProcessSettings of(Settings settings, Setting<Integer> adminPort) {
        return new ProcessSettings(
                kafka(settings),
                settings.get(ADMIN_HOST),
                settings.get(adminPort),
                settings.get(STOP_DEADLINE));
    }

    /** The same with readers that return up to so many records at once. */
    public ProcessSettings withPollRecords(int records) {
        return new ProcessSettings(
                kafka.withPollRecords(records), adminHost, adminPort, stopDeadline);
    }
}
