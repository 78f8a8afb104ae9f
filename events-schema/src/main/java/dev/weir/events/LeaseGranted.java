package dev.weir.events;

import java.time.Duration;

/**
 * The controller heard a heartbeat. From when the node sent it, counted on the node's own clock, it
 * may open connections for as long as is said here.
 *
 * <p>A life that the control plane has not taken for its node's newest is given no time, and is
 * asked to repeat a term: only a life that goes on living can.
 *
 * @param heartbeat the sequence of the heartbeat answered
 * @param term what the life's heartbeats are to carry from now on; 0: nothing is asked
 */
public record LeaseGranted(NodeLife life, long heartbeat, Duration timeToLive, long term)
        implements Fact, OnNode {}
