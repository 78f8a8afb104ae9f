package dev.weir.billing.rollup;

import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.RegionId;
import dev.weir.events.UsageEvent;

/** Who numbers usage records: one life of a node. */
public record SourceId(RegionId region, NodeId node, IncarnationId incarnation) {
    static SourceId of(UsageEvent usage) {
        return new SourceId(usage.region(), usage.node(), usage.incarnation());
    }
}
