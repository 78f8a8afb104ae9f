package dev.weir.billing.rollup;

import dev.weir.events.NodeId;
import dev.weir.events.RegionId;
import dev.weir.events.UsageEvent;
import dev.weir.events.UsageKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The keys of a region's nodes, all derived from the meter's secret. Thread-safe. */
public final class UsageKeys {
    /** Names that nobody has signed with must not fill the memory. */
    private static final int MOST = 10_000;

    private final byte[] secret;
    private final RegionId region;
    private final Map<NodeId, UsageKey> known = new ConcurrentHashMap<>();

    /**
     * The keys under a secret.
     *
     * @throws IllegalArgumentException when it is shorter than {@link UsageKey#MIN_SECRET_BYTES}
     */
    public UsageKeys(byte[] secret, RegionId region) {
        this.secret = secret.clone();
        this.region = region;
        var _ = UsageKey.of(this.secret, region, new NodeId("any"));
    }

    /** Whether the node that the event is of has signed it. */
    boolean verifies(UsageEvent usage, byte @Nullable [] signed) {
        if (signed == null) return false;
        if (known.size() > MOST) known.clear();
        return known.computeIfAbsent(usage.node(), node -> UsageKey.of(secret, region, node))
                .verifies(signed);
    }
}
