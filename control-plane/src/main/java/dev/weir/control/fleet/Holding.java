package dev.weir.control.fleet;

import dev.weir.events.ClusterId;
import dev.weir.events.Epoch;
import dev.weir.events.Grant;
import dev.weir.events.NodeLife;
import dev.weir.events.OnNode;
import dev.weir.events.PoolMode;
import dev.weir.events.Reap;
import org.jspecify.annotations.Nullable;

/**
 * What one life of a node may hold for an environment.
 *
 * <p>It is charged by its upper bound: whatever was granted and not given back. {@code
 * acknowledged} is therefore not only what the node said, but at least every size granted before
 * {@code since}, as the node may have taken that over without saying so yet.
 *
 * @param granted the most connections that it is to have
 * @param acknowledged the most that it may still have by what was granted before
 * @param since the epoch in which {@code granted} last changed; what the node says of an older one
 *     says nothing about it
 * @param acknowledgedEpoch the epoch of the last acknowledgement that counted
 * @param reaping whether its sessions are being, or have been, ended by another node; until the
 *     life has said that it knows its new grant it gets no lease
 */
public record Holding(
        NodeLife life,
        ClusterId cluster,
        String endpoint,
        PoolMode pool,
        int granted,
        int acknowledged,
        Epoch since,
        Epoch acknowledgedEpoch,
        @Nullable Reaping reaping)
        implements OnNode {
    /** What a silent node may still open, and nobody takes from it. */
    public static final int FLOOR = 1;

    /** Refuses negative sizes. */
    public Holding {
        if (granted < 0 || acknowledged < 0) {
            throw new IllegalArgumentException(
                    "sizes must not be negative: " + granted + ", " + acknowledged);
        }
    }

    /** Nothing yet, on a node. */
    public static Holding none(NodeStatus node) {
        return new Holding(
                node.life(),
                node.cluster(),
                node.endpoint(),
                PoolMode.DORMANT,
                0,
                0,
                Epoch.NONE,
                Epoch.NONE,
                null);
    }

    /** What counts against the limit. */
    public int charged() {
        return Math.max(granted, acknowledged);
    }

    /** Whether the node has said that it took over what is granted. */
    public boolean isAcknowledged() {
        return acknowledgedEpoch.compareTo(since) >= 0;
    }

    /** Whether nothing is granted and everything was given back. */
    public boolean isOver() {
        return charged() == 0 && isAcknowledged();
    }

    /** The same with another size and mode. */
    public Holding granted(int size, PoolMode mode, Epoch epoch) {
        if (size == granted && mode == pool) return this;
        return new Holding(
                life,
                cluster,
                endpoint,
                mode,
                size,
                size == granted ? acknowledged : charged(),
                size == granted ? since : epoch,
                acknowledgedEpoch,
                reaping);
    }

    /** The same with its sessions to be ended, and with no more granted than may be left. */
    public Holding reaping(Reaping order) {
        int rest = Math.min(granted, order.over() ? 0 : FLOOR);
        return granted(rest, PoolMode.DORMANT, order.epoch()).with(order);
    }

    /**
     * The same after they were ended: all that it may still have is its floor, and nothing if it is
     * over.
     */
    public Holding reaped(Reaping order) {
        int rest = order.over() ? 0 : Math.min(FLOOR, charged());
        return new Holding(
                life,
                cluster,
                endpoint,
                pool,
                Math.min(granted, rest),
                rest,
                since,
                acknowledgedEpoch,
                order.finished());
    }

    private Holding with(@Nullable Reaping order) {
        return new Holding(
                life,
                cluster,
                endpoint,
                pool,
                granted,
                acknowledged,
                since,
                acknowledgedEpoch,
                order);
    }

    /**
     * The same after the node said that under {@code epoch} it may hold {@code held} from now on.
     * What was said of an older epoch, or again, changes nothing, and nobody's word raises a
     * charge.
     */
    public Holding acknowledged(Epoch epoch, int held) {
        boolean old = since.isAfter(epoch);
        boolean again = isAcknowledged() && held >= acknowledged && reaping == null;
        if (old || again || held > charged()) return this;
        return new Holding(life, cluster, endpoint, pool, granted, held, since, epoch, null);
    }

    /** The order to end its sessions, as nodes are told; null: there is none to carry out. */
    public @Nullable Reap toReap() {
        return reaping == null || reaping.done()
                ? null
                : new Reap(life, reaping.epoch(), reaping.over(), reaping.by());
    }

    /** As nodes are told. */
    public Grant toGrant() {
        return new Grant(life, cluster, endpoint, granted, pool);
    }

    /** Whose pool it is, within the environment. */
    public PoolKey of(dev.weir.events.EnvironmentId environment) {
        return new PoolKey(environment, life);
    }
}
