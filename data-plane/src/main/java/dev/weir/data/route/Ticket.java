package dev.weir.data.route;

import dev.weir.events.NodeLife;

/**
 * A request under way to whom it was given; handed back once, with its ending.
 *
 * @param since when it was given, in nanoseconds of a monotonic clock
 */
public record Ticket(NodeLife life, long since) {}
