package dev.weir.runtime;

import java.time.Duration;

/**
 * A topic to be created.
 *
 * @param compacted whether the newest record of each key stays for ever; otherwise all go after the
 *     retention
 */
public record TopicSpec(String name, int partitions, boolean compacted, Duration retention) {}
