package dev.weir.billing.rollup;

import dev.weir.events.ClusterId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Fact;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import dev.weir.events.UsageCheckpoint;
import dev.weir.events.UsageEvent;
import dev.weir.events.UsageRecorded;
import dev.weir.events.json.Event;
import dev.weir.events.json.FactCodec;
import dev.weir.runtime.LogPartition;
import dev.weir.runtime.LogRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Usage records for tests: of node a1, ten seconds each, from ten o'clock. */
public final class Records {
    public static final RegionId REGION = new RegionId("eu1");
    public static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");
    public static final LogPartition PARTITION = new LogPartition("weir.eu1.usage", 0);

    /** All environments of tests live here. */
    public static final Map<EnvironmentId, RegionId> HOMES =
            IntStream.range(0, 100)
                    .mapToObj(n -> new EnvironmentId("env-" + n))
                    .collect(Collectors.toUnmodifiableMap(id -> id, _ -> REGION));

    private static final FactCodec CODEC = new FactCodec();

    private Records() {}

    public static UsageRecorded usage(long sequence, String environment, long cpuMillis) {
        return usage("a1", "k3v9", sequence, environment, cpuMillis, cpuMillis);
    }

    public static UsageRecorded usage(
            String node,
            String incarnation,
            long sequence,
            String environment,
            long cpuMillis,
            long cumulative) {
        var start = TEN.plusSeconds(10 * (sequence - 1));
        return new UsageRecorded(
                new NodeLife(new NodeId(node), new IncarnationId(incarnation)),
                sequence,
                REGION,
                new ClusterId("a"),
                new ProjectId("shop"),
                new EnvironmentId(environment),
                start,
                start.plusSeconds(10),
                cpuMillis,
                cumulative,
                2 * cpuMillis,
                3 * cpuMillis,
                5 * cpuMillis,
                Duration.ofMillis(7 * cpuMillis));
    }

    public static byte[] bytes(Fact fact) {
        return CODEC.encode(new Event("1", "/weir/eu1/test", TEN, fact));
    }

    /** As the log returns it, taken when its window ended. */
    public static LogRecord logged(long offset, UsageRecorded usage) {
        return logged(offset, usage.node().value(), bytes(usage), usage.windowEnd());
    }

    public static LogRecord logged(long offset, String key, byte[] value, Instant taken) {
        return new LogRecord(PARTITION, offset, key, value, taken);
    }

    public static Judgement judged(long offset, UsageEvent usage) {
        var taken =
                switch (usage) {
                    case UsageRecorded recorded -> recorded.windowEnd();
                    case UsageCheckpoint sealed -> sealed.until();
                };
        return new Judgement.Countable(
                logged(offset, usage.node().value(), bytes(usage), taken), usage);
    }

    /** A seal of node a1. */
    public static UsageCheckpoint seal(
            long sequence,
            UsageCheckpoint.Boundary boundary,
            Instant until,
            long threads,
            long attributed) {
        return new UsageCheckpoint(
                new NodeLife(new NodeId("a1"), new IncarnationId("k3v9")),
                sequence,
                REGION,
                new ClusterId("a"),
                boundary,
                TEN,
                until,
                threads,
                attributed,
                attributed,
                threads + 5);
    }
}
