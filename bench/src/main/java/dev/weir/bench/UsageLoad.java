package dev.weir.bench;

import dev.weir.events.ClusterId;
import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentEvent.EnvironmentDefined;
import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.EnvironmentState;
import dev.weir.events.Fact;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import dev.weir.events.UsageCheckpoint;
import dev.weir.events.UsageCheckpoint.Boundary;
import dev.weir.events.UsageEvent;
import dev.weir.events.UsageKey;
import dev.weir.events.UsageRecorded;
import dev.weir.events.UsageRecorded.Sums;
import dev.weir.events.json.Event;
import dev.weir.events.json.FactCodec;
import dev.weir.events.json.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the nodes of a busy region publish: window by window, each node a signed record of each of
 * its environments, and a seal when it begins and when an hour is over. Every run gives the same,
 * but for the hours.
 */
final class UsageLoad {
    /** Whose nodes they are. */
    static final RegionId REGION = new RegionId("eu1");

    private static final int NODES = 12;
    private static final int ENVIRONMENTS = 200;
    private static final int ENVIRONMENTS_OF_NODE = 50;
    private static final int PROJECTS = 40;
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final Duration AGO = Duration.ofDays(2);
    private static final IncarnationId INCARNATION = new IncarnationId("k3v9x2");

    private final FactCodec codec = new FactCodec();
    private final List<Node> nodes;
    private final Instant start;
    private Instant now;

    /** A record as it goes to the log. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Published(String key, byte[] value) {}

    /** Of nodes whose keys are of that secret. */
    UsageLoad(String secret) {
        var bytes = secret.getBytes(StandardCharsets.UTF_8);
        nodes = IntStream.range(0, NODES).mapToObj(number -> new Node(number, bytes)).toList();
        // The meter puts aside what is of the future.
        start = Instant.now().minus(AGO).truncatedTo(ChronoUnit.HOURS);
        now = start;
    }

    /** The environments' definitions, without which no usage is counted. */
    List<Published> environments() {
        return IntStream.range(0, ENVIRONMENTS)
                .mapToObj(UsageLoad::defined)
                .map(fact -> new Published(Topic.keyOf(fact), codec.encode(event("control", fact))))
                .toList();
    }

    private static Fact defined(int number) {
        return new EnvironmentDefined(
                environment(number),
                1,
                project(number),
                "bench " + number,
                REGION,
                new DatabaseId("db-" + number),
                EnvironmentState.ACTIVE,
                10,
                "sealed",
                List.of(),
                EnvironmentSettings.DEFAULTS);
    }

    /** The next window's records, of all nodes. */
    List<Published> next() {
        var records = new ArrayList<Published>();
        var end = now.plus(WINDOW);
        for (var node : nodes) {
            if (now.equals(start)) records.add(node.sealed(Boundary.START, now, now));
            for (int i = 0; i < ENVIRONMENTS_OF_NODE; i++) records.add(node.recorded(i, now, end));
            if (end.equals(end.truncatedTo(ChronoUnit.HOURS))) {
                records.add(node.sealed(Boundary.HOUR, end.minus(1, ChronoUnit.HOURS), end));
            }
        }
        now = end;
        return records;
    }

    private static EnvironmentId environment(int number) {
        return new EnvironmentId("env-" + number);
    }

    private static ProjectId project(int environment) {
        return new ProjectId("prj-" + environment % PROJECTS);
    }

    private static Event event(String id, Fact fact) {
        return new Event(id, "/weir/eu1/bench", Instant.now(), fact);
    }

    /** One source: it counts, numbers and signs. */
    private final class Node {
        private final int number;
        private final NodeId id;
        private final ClusterId cluster;
        private final UsageKey key;
        private final long[] windows = new long[ENVIRONMENTS_OF_NODE];
        private long sequence;

        Node(int number, byte[] secret) {
            this.number = number;
            id = new NodeId("node-" + number);
            cluster = new ClusterId("cluster-" + number % 3);
            key = UsageKey.of(secret, REGION, id);
        }

        Published recorded(int which, Instant from, Instant until) {
            int environment = (number * 17 + which) % ENVIRONMENTS;
            long cpu = 7L + which;
            long queries = 100 + 3L * which;
            long count = ++windows[which];
            var busy = Duration.ofMillis(50 + which);
            return signed(
                    new UsageRecorded(
                            new NodeLife(id, INCARNATION),
                            ++sequence,
                            REGION,
                            cluster,
                            project(environment),
                            environment(environment),
                            from,
                            until,
                            cpu,
                            cpu * count,
                            queries,
                            2 * queries,
                            64 * queries,
                            busy,
                            new Sums(
                                    queries * count,
                                    2 * queries * count,
                                    64 * queries * count,
                                    busy.multipliedBy(count)),
                            from));
        }

        Published sealed(Boundary boundary, Instant from, Instant until) {
            return signed(
                    new UsageCheckpoint(
                            new NodeLife(id, INCARNATION),
                            ++sequence,
                            REGION,
                            cluster,
                            boundary,
                            from,
                            until,
                            1_000,
                            1_000,
                            900,
                            1_100));
        }

        private Published signed(UsageEvent usage) {
            var event = event(id + "/" + INCARNATION + "/" + usage.sequence(), usage);
            return new Published(id.value(), key.sign(codec.encode(event)));
        }
    }
}
