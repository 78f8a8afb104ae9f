package dev.weir.control.outbox;

import java.time.Duration;
import java.util.List;

/** What a publisher does next; whoever does it says what came of it. */
public sealed interface Step {
    /** Asks for the lock of all publishers, on a session with the store that lasts. */
    record Lock() implements Step {}

    /** Opens the log's writer, which puts an end to that of any publisher before. */
    record Open() implements Step {}

    /** Reads what stands in the outbox, on the session that has the lock. */
    record Find(int most) implements Step {}

    /** Appends all of it, in order, by the writer. */
    record Append(List<Entry> entries) implements Step {}

    /** Crosses out what is in the log, on the session that has the lock. */
    record Mark(List<Long> ids) implements Step {}

    /** Waits until something is written to the outbox, not longer than this. */
    record Watch(Duration most) implements Step {}

    /** Waits. */
    record Rest(Duration time) implements Step {}

    /** Closes writer and session, so that another may publish, and waits. */
    record Leave(Duration time) implements Step {}
}
