package dev.weir.control.management;

import dev.weir.events.ClusterId;
import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Epoch;
import dev.weir.events.NodeLife;
import dev.weir.events.OnNode;
import dev.weir.events.PoolMode;
import dev.weir.events.PoolReport;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a node may hold for an environment, and what it last said about it.
 *
 * @param granted the most connections that it is to have
 * @param acknowledged the most that it said it may have
 * @param charged the higher of the two, which counts against the limit
 * @param epoch of the environment's newest grants
 * @param suspect whether the node is silent
 * @param report of the node's last heartbeat; null: none has been heard yet
 * @param age of that heartbeat; zero without one
 */
public record PoolView(
        DatabaseId database,
        EnvironmentId environment,
        NodeLife life,
        ClusterId cluster,
        PoolMode mode,
        int granted,
        int acknowledged,
        int charged,
        Epoch epoch,
        boolean suspect,
        @Nullable PoolReport report,
        Duration age)
        implements OnNode {}
