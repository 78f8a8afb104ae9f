package dev.weir.runtime;

/** One partition of a topic. */
public record LogPartition(String topic, int number) {}
