package dev.weir.runtime;

import java.time.Duration;
import java.util.List;

/** Reads a log. For one thread, except {@link #wakeUp}. */
public interface LogReader extends AutoCloseable {
    /**
     * The next records, of any partition, in order within each; none when the time runs out, the
     * log is out of reach, or {@link #wakeUp} was called. At most a bounded number at once.
     */
    List<LogRecord> poll(Duration timeout);

    /** Goes back, or forward, to an offset of a partition that it reads. */
    void seek(LogPartition partition, long offset);

    /**
     * Whether everything that stood in the log when the reader was opened has been returned by
     * {@link #poll}. For shared readers always true.
     */
    boolean caughtUp();

    /** Makes a {@link #poll} under way, or else the next one, return at once. From any thread. */
    void wakeUp();

    @Override
    void close();
}
