package dev.weir.billing.rollup;

import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.RegionId;
import dev.weir.events.UsageRecorded;

/** Who numbers usage records: one life of a node. */
public record SourceId(RegionId region, NodeId node, IncarnationId incarnation) {
    static SourceId of(UsageRecorded usage) {
        return new SourceId(usage.region(), usage.node(), usage.incarnation());
    }
}
