package dev.weir.control.fleet;

import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Epoch;
import dev.weir.events.GrantEvent.Granted;
import dev.weir.events.NodeLife;
import dev.weir.events.Reap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An environment's share of its database.
 *
 * @param limit its own; {@link Integer#MAX_VALUE} if only the database's binds
 * @param idleTimeout a pool without a request for this long is stopped
 * @param epoch of its newest grants
 * @param holdings by node, then incarnation
 */
public record EnvironmentGrants(
        EnvironmentId id,
        Standing standing,
        int limit,
        Duration idleTimeout,
        Epoch epoch,
        List<Holding> holdings) {
    private static final Comparator<Holding> ORDER =
            Comparator.comparing((Holding holding) -> holding.node().value())
                    .thenComparing(holding -> holding.incarnation().value());

    /** Whether it serves. */
    public enum Standing {
        /** It serves. */
        ACTIVE,
        /** It holds nothing for now. */
        SUSPENDED,
        /** It holds nothing any more, and is forgotten once everything was given back. */
        DELETED
    }

    /** Orders and copies the holdings. */
    public EnvironmentGrants {
        holdings = holdings.stream().sorted(ORDER).toList();
    }

    /** What counts against the limits. */
    public int charged() {
        return holdings.stream().mapToInt(Holding::charged).sum();
    }

    /** What one life of a node may hold. */
    public Optional<Holding> holding(NodeLife life) {
        return holdings.stream().filter(holding -> holding.life().equals(life)).findFirst();
    }

    /** The same with other holdings under an epoch. */
    public EnvironmentGrants with(Epoch newEpoch, List<Holding> newHoldings) {
        return new EnvironmentGrants(id, standing, limit, idleTimeout, newEpoch, newHoldings);
    }

    /** The same with what its owner set. */
    public EnvironmentGrants with(Standing newStanding, int newLimit, Duration newIdleTimeout) {
        return new EnvironmentGrants(id, newStanding, newLimit, newIdleTimeout, epoch, holdings);
    }

    /** The same after a node said what it may hold; what was given back whole is forgotten. */
    public EnvironmentGrants acknowledged(NodeLife life, Epoch appliedEpoch, int held) {
        var holding = holding(life).orElse(null);
        if (holding == null || appliedEpoch.isAfter(epoch)) return this;
        var acknowledged = holding.acknowledged(appliedEpoch, held);
        if (acknowledged.equals(holding)) return this;
        var changed = new ArrayList<>(holdings);
        changed.remove(holding);
        if (!acknowledged.isOver()) changed.add(acknowledged);
        return with(epoch, changed);
    }

    /** The same with another in place of one of its holdings. */
    public EnvironmentGrants replaced(Holding before, Holding after) {
        var changed = new ArrayList<>(holdings);
        changed.remove(before);
        changed.add(after);
        return with(epoch, changed);
    }

    /** Whose sessions are to be ended. */
    public List<Reap> reaps() {
        return holdings.stream().map(Holding::toReap).filter(Objects::nonNull).toList();
    }

    /** As nodes are told. */
    public Granted toFact(DatabaseId database) {
        return new Granted(
                id, database, epoch, holdings.stream().map(Holding::toGrant).toList(), reaps());
    }
}
