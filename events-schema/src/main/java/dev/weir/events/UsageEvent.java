package dev.weir.events;

/** What a node tells of what it measured. A source numbers all of them together, from 1. */
public sealed interface UsageEvent extends Fact, OnNode permits UsageRecorded, UsageCheckpoint {
    /** Its place among those of its source, without a gap from 1. */
    long sequence();

    /** Where the node is. */
    RegionId region();

    /** Where in the region it is. */
    ClusterId cluster();

    /** The name of the source that counted: {@code node/incarnation}. */
    default String source() {
        return life().toString();
    }
}
