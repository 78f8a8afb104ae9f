package dev.weir.runtime;

import java.util.Collection;
import java.util.Map;

/**
 * Keeps the offsets of a shared reader's partitions. Called within {@link LogReader#poll}, on the
 * polling thread.
 */
public interface PartitionOwner {
    /**
     * Partitions were assigned. Answers the next offset to read of each; one left out is read from
     * its beginning.
     */
    Map<LogPartition, Long> assigned(Collection<LogPartition> partitions);

    /**
     * Partitions were taken away, or lost: whatever is under way for them must not be committed.
     */
    void revoked(Collection<LogPartition> partitions);
}
