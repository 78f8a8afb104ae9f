package dev.weir.billing.store.intake;

import dev.weir.runtime.LogPartition;

/**
 * A reader's right to write what it reads in a partition, until another claims it.
 *
 * @param generation rises with every claim of the partition
 * @param nextOffset the first offset that is not yet written
 */
public record PartitionLease(LogPartition partition, long generation, long nextOffset) {}
