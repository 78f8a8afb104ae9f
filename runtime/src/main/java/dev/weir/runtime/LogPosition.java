package dev.weir.runtime;

/** Where a record stands. */
public record LogPosition(LogPartition partition, long offset) {}
