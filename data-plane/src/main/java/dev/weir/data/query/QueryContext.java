package dev.weir.data.query;

import dev.weir.data.gateway.ServedEnvironment;
import dev.weir.data.plan.ClientVersion;

/**
 * The request that a query belongs to.
 *
 * @param client the version whose answers it understands
 */
public record QueryContext(
        ServedEnvironment environment, Telemetry telemetry, ClientVersion client) {
    /** The most bytes of a response's data. */
    public long maxBytes() {
        return environment.settings().maxResponseBytes();
    }
}
