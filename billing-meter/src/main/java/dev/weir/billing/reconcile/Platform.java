package dev.weir.billing.reconcile;

import java.math.BigDecimal;

/**
 * What the nodes' processes used, in core-seconds.
 *
 * @param process all of it
 * @param environments what was measured for environments
 */
public record Platform(BigDecimal process, BigDecimal environments) {
    /** The remainder: the JVM's own work, health checks, strangers. Billed to nobody. */
    public BigDecimal remainder() {
        return process.subtract(environments);
    }
}
