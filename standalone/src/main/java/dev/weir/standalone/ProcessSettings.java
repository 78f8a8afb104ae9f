package dev.weir.standalone;

import dev.weir.runtime.Setting;
import dev.weir.runtime.Settings;
import dev.weir.runtime.kafka.KafkaOptions;
import java.time.Duration;
import java.util.List;

/**
 * What a process of the control plane or the billing meter is told beside what concerns its plane.
 */
record ProcessSettings(KafkaOptions kafka, String adminHost, int adminPort, Duration stopDeadline) {
    private static final Setting<String> BOOTSTRAP =
            Setting.text("kafka.bootstrap", "Kafka's brokers, host:port, parted by commas");
    private static final Setting<Integer> REPLICATION =
            Setting.integer("kafka.replication-factor", 1, 9, "Replicas of topics that are created")
                    .orElse("1");
    private static final Setting<String> ADMIN_HOST =
            Setting.text("admin.host", "The address that the admin port binds").orElse("127.0.0.1");
    private static final Setting<Integer> ADMIN_PORT =
            Setting.port("admin.port", "The port for health and metrics").orElse("4467");
    private static final Setting<Duration> STOP_DEADLINE =
            Setting.duration("stop.deadline", "How long stopping may take").orElse("25s");

    /** All keys. */
    static final List<Setting<?>> ALL =
            List.of(BOOTSTRAP, REPLICATION, ADMIN_HOST, ADMIN_PORT, STOP_DEADLINE);

    static ProcessSettings of(Settings settings) {
        return new ProcessSettings(
                KafkaOptions.of(settings.get(BOOTSTRAP))
                        .withReplicationFactor(settings.get(REPLICATION)),
                settings.get(ADMIN_HOST),
                settings.get(ADMIN_PORT),
                settings.get(STOP_DEADLINE));
    }
}
