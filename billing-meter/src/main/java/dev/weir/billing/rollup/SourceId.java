package dev.weir.billing.rollup;

import dev.weir.events.NodeLife;
import dev.weir.events.OnNode;
import dev.weir.events.RegionId;
import dev.weir.events.UsageEvent;

/** Who numbers usage records: one life of a node. */
public record SourceId(RegionId region, NodeLife life) implements OnNode {
    static SourceId of(UsageEvent usage) {
        return new SourceId(usage.region(), usage.life());
    }
}
