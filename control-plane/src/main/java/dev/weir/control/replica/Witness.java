package dev.weir.control.replica;

import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeLife;

/** Is notified of what a replica does, to count it and to log it. */
public interface Witness {
    /** Ignores all notifications. */
    Witness NONE = new Witness() {};

    /** A heartbeat was news. */
    default void heard(NodeHeartbeat heartbeat, boolean isNew) {}

    /** A life that was replaced speaks again; it is not heard. */
    default void refused(NodeHeartbeat heartbeat) {}

    /** A silent life gets no lease from now on. */
    default void withheld(NodeLife life) {}

    /** A decision was committed. */
    default void committed() {}

    /** Another replica was faster. */
    default void conflicted() {}
}
