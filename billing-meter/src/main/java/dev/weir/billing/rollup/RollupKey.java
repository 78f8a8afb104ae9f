package dev.weir.billing.rollup;

import dev.weir.events.ClusterId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.NodeId;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import dev.weir.events.UsageRecorded;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What an hour sum is of.
 *
 * @param hour its beginning
 */
public record RollupKey(
        Instant hour,
        EnvironmentId environment,
        ProjectId project,
        RegionId region,
        ClusterId cluster,
        NodeId node) {
    static RollupKey of(UsageRecorded usage) {
        return new RollupKey(
                usage.windowStart().truncatedTo(ChronoUnit.HOURS),
                usage.environment(),
                usage.project(),
                usage.region(),
                usage.cluster(),
                usage.node());
    }
}
