package dev.weir.control.management;

import dev.weir.events.RegionId;
import java.util.List;

/** A region, which holds clusters. */
public record Region(RegionId id, List<Cluster> clusters) {
    /** Copies the clusters. */
    public Region {
        clusters = List.copyOf(clusters);
    }
}
