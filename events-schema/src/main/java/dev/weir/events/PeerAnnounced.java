package dev.weir.events;

/**
 * A life of a node tells the other nodes of its region where it takes requests that they hand on.
 *
 * @param endpoint where its peers reach it, {@code https://host:port}
 * @param leaving whether it wants to stop: it is given nothing new, and finishes what it has
 */
public record PeerAnnounced(NodeLife life, ClusterId cluster, String endpoint, boolean leaving)
        implements Fact, OnNode {}
