package dev.weir.data.query;

import dev.weir.data.gateway.ServedEnvironment;
import dev.weir.data.memory.Memory;
import dev.weir.data.plan.ClientVersion;
import dev.weir.data.plan.ParseBudget;

/**
 * The request that a query belongs to.
 *
 * @param client the version whose answers it understands
 * @param parsing counts the values that are parsed for it
 */
public record QueryContext(
        ServedEnvironment environment,
        Telemetry telemetry,
        ClientVersion client,
        ParseBudget parsing) {
    /** The memory of the request. */
    public Memory memory() {
        return parsing.memory();
    }

    /** The most bytes of a response's data. */
    public long maxBytes() {
        return environment.settings().maxResponseBytes();
    }
}
