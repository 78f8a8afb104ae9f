package dev.weir.control.outbox;

import java.util.List;

/** What came of a {@link Step}. */
public sealed interface Input {
    /** Nothing was done yet: the beginning. */
    record Began() implements Input {}

    /** The lock of all publishers was asked for. */
    record Locked(boolean won) implements Input {}

    /** The log's writer was opened: no other one appends any more. */
    record Opened() implements Input {}

    /** What stands in the outbox, oldest first; as much as was asked for, at most. */
    record Found(List<Entry> waiting) implements Input {
        /** Copies the list. */
        public Found {
            waiting = List.copyOf(waiting);
        }
    }

    /** All that was to be appended is durable. */
    record Appended() implements Input {}

    /** What was to be crossed out is. */
    record Marked() implements Input {}

    /** It was waited. */
    record Rested() implements Input {}

    /** The store did not do it, or is not known to have done it. */
    record StoreFailed() implements Input {}

    /** The log did not do it, or is not known to have done it. */
    record LogFailed() implements Input {}
}
