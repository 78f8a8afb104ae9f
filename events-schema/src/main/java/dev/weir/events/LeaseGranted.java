package dev.weir.events;

import java.time.Duration;

/**
 * The controller heard a heartbeat. From when the node sent it, counted on the node's own clock, it
 * may open connections for as long as is said here.
 *
 * @param heartbeat the sequence of the heartbeat answered
 */
public record LeaseGranted(
        NodeId node, IncarnationId incarnation, long heartbeat, Duration timeToLive)
        implements Fact {}
