package dev.weir.runtime;

import java.time.Duration;

/** A part of a process that is started once and stopped once. */
public interface Part {
    /** Returns when the part does its work; throws when it cannot. */
    void start() throws Exception;

    /**
     * Ends what it does within the deadline, gracefully while time is left. Called only after a
     * start, even a failed one.
     */
    void stop(Duration deadline) throws Exception;
}
