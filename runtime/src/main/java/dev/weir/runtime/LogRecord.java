package dev.weir.runtime;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record read from a log.
 *
 * @param timestamp when the log took it, by the log's wall clock
 */
@SuppressWarnings(
        "ArrayRecordComponent") // handed on and decoded once, never compared; a copy would be waste
public record LogRecord(
        LogPartition partition,
        long offset,
        String key,
        byte @Nullable [] value,
        Instant timestamp) {}
