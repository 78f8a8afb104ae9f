package dev.weir.billing.rating;

import dev.weir.billing.rollup.Amounts;
import dev.weir.events.EnvironmentId;
import dev.weir.events.RegionId;
import java.time.Instant;

/** What an environment used in an hour. */
public record HourUsage(
        Instant hour, EnvironmentId environment, RegionId region, Amounts amounts) {}
