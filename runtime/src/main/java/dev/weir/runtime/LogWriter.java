package dev.weir.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one that appends under a name. Whoever opens the name after it puts an end to it: from the
 * moment that it has been opened anew, nothing is appended by those before, however long they were
 * paused and whatever they still had under way. For one thread, which it blocks.
 */
public interface LogWriter extends AutoCloseable {
    /**
     * A record to append.
     *
     * @param value null marks the key as deleted in a compacted topic
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on to the log, never compared
    record Entry(String topic, String key, byte @Nullable [] value) {}

    /**
     * Appends all, those of one key in order, and returns when they are durable on all in-sync
     * replicas.
     *
     * @throws LogFault if that did not happen within the writer's bound, or another has opened the
     *     name. Some may be in the log. This writer is then of no use any more: close it, and open
     *     the name again to go on.
     */
    void append(List<Entry> entries);

    /** Ends it. What is under way is given up. */
    @Override
    void close();
}
