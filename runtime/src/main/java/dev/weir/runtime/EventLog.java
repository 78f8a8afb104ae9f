package dev.weir.runtime;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * A log of records in partitioned topics: Kafka, or memory in tests. Both pass the same conformance
 * suite. Thread-safe.
 */
public interface EventLog extends AutoCloseable {
    /**
     * Creates those topics that are missing and leaves the others alone. Blocks; retries while the
     * log is out of reach, within the adapter's bounds.
     */
    void create(Collection<TopicSpec> topics);

    /**
     * Appends a record to the partition of its key. Never blocks. Records of one key keep the order
     * of the calls.
     *
     * @param value null marks the key as deleted in a compacted topic
     * @return completes, on a thread of the log's own, when the record is durable on all in-sync
     *     replicas; fails with a {@link LogFault} when that did not happen within the adapter's
     *     delivery bound or its buffer is full
     */
    CompletionStage<LogPosition> append(
            String topic, String key, byte @org.jspecify.annotations.Nullable [] value);

    /**
     * Opens a name to append under, and puts an end to whoever had it. Blocks.
     *
     * @param bound how long opening, and each appending, may take; about, as a log may have to be
     *     asked several things
     * @throws LogFault if the log is out of reach for that long
     */
    LogWriter writer(String name, Duration bound);

    /** Reads all partitions of the topics, alone, from where {@code from} says. */
    LogReader read(Set<String> topics, ReadFrom from);

    /**
     * Reads the partitions that the group's members share among themselves. Offsets are the owner's
     * own: it is asked for them whenever partitions are assigned, and nothing is stored in the log.
     */
    LogReader share(Set<String> topics, String group, PartitionOwner owner);

    /**
     * Sends what is buffered, within the adapter's bounds, and closes. Readers are closed by their
     * own users.
     */
    @Override
    void close();
}
