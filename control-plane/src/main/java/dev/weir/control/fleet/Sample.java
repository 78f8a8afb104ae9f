package dev.weir.control.fleet;

import dev.weir.events.PoolReport;

/**
 * A pool's report with the size that it worked under.
 *
 * @param heardAt when it was heard
 * @param size what was granted then
 */
public record Sample(Moment heardAt, int size, PoolReport report) {}
