package dev.weir.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The settings of a broker that is alone, its own controller, and small. */
final class BrokerSettings {
    static final int NODE = 1;
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private BrokerSettings() {}

    static Map<String, String> of(Path data, int port, int controllerPort) {
        var settings = new TreeMap<String, String>();
        settings.putAll(place(data, port, controllerPort));
        settings.putAll(alone());
        settings.putAll(groups());
        settings.putAll(small());
        return settings;
    }

    private static Map<String, String> place(Path data, int port, int controllerPort) {
        return Map.of(
                "node.id",
                Integer.toString(NODE),
                "process.roles",
                "broker,controller",
                "log.dirs",
                data.toString(),
                "listeners",
                "PLAINTEXT://127.0.0.1:%d,%s://127.0.0.1:%d"
                        .formatted(port, CONTROLLER_LISTENER, controllerPort),
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:" + port,
                "controller.listener.names",
                CONTROLLER_LISTENER,
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT",
                "controller.quorum.voters",
                NODE + "@127.0.0.1:" + controllerPort);
    }

    /** Weir's topics are made from its catalogue, never by a client's typing error. */
    private static Map<String, String> alone() {
        return Map.of(
                "auto.create.topics.enable", "false",
                "default.replication.factor", "1",
                "min.insync.replicas", "1",
                "offsets.topic.replication.factor", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1");
    }

    private static Map<String, String> groups() {
        return Map.of(
                // Nobody else joins a group here: waiting for more members would only cost time.
                "group.initial.rebalance.delay.ms", "0",
                // A member that died is replaced after three seconds, not forty-five.
                "group.consumer.min.session.timeout.ms", "1000",
                "group.consumer.session.timeout.ms", "3000",
                "group.consumer.min.heartbeat.interval.ms", "500",
                "group.consumer.heartbeat.interval.ms", "1000");
    }

    private static Map<String, String> small() {
        return Map.of(
                "offsets.topic.num.partitions", "4",
                "transaction.state.log.num.partitions", "4",
                "share.coordinator.state.topic.num.partitions", "4",
                "num.network.threads", "2",
                "num.io.threads", "4",
                "background.threads", "2",
                "num.recovery.threads.per.data.dir", "2",
                // The default takes 128 MiB of heap for the cleaner alone.
                "log.cleaner.dedupe.buffer.size", "2097152",
                "log.segment.bytes", "67108864",
                "log.index.size.max.bytes", "1048576");
    }
}
