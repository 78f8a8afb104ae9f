package dev.weir.control;

import dev.weir.runtime.Setting;
import dev.weir.runtime.Settings;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the process around a control plane is told.
 *
 * @param adminPort where health and metrics are served; 0 lets the system choose
 * @param stopDeadline how long stopping may take
 */
record ProcessSettings(
        ControlSettings control,
        String kafkaBootstrap,
        int kafkaReplicationFactor,
        String adminHost,
        int adminPort,
        Duration stopDeadline) {
    private static final Setting<String> BOOTSTRAP =
            Setting.text("kafka.bootstrap", "Kafka's brokers, host:port, parted by commas.");
    private static final Setting<Integer> REPLICATION =
            Setting.integer(
                            "kafka.replication-factor",
                            1,
                            9,
                            "How many replicas the topics have that are created.")
                    .orElse("1");
    private static final Setting<String> ADMIN_HOST =
            Setting.text("admin.host", "The address that health and metrics are served on.")
                    .orElse("127.0.0.1");
    private static final Setting<Integer> ADMIN_PORT =
            Setting.port("admin.port", "The port that health and metrics are served on.")
                    .orElse("7201");
    private static final Setting<Duration> STOP_DEADLINE =
            Setting.duration("stop.deadline", "How long stopping may take.").orElse("25s");

    /** All keys of the process. */
    static final List<Setting<?>> ALL =
            Stream.concat(
                            ControlSettings.ALL.stream(),
                            Stream.of(
                                    BOOTSTRAP, REPLICATION, ADMIN_HOST, ADMIN_PORT, STOP_DEADLINE))
                    .toList();

    static ProcessSettings of(Settings settings) {
        return new ProcessSettings(
                ControlSettings.of(settings),
                settings.get(BOOTSTRAP),
                settings.get(REPLICATION),
                settings.get(ADMIN_HOST),
                settings.get(ADMIN_PORT),
                settings.get(STOP_DEADLINE));
    }
}
