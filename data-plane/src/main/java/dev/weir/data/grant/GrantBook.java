package dev.weir.data.grant;

import dev.weir.events.EnvironmentId;
import dev.weir.events.Epoch;
import dev.weir.events.Grant;
import dev.weir.events.GrantEvent;
import dev.weir.events.NodeLife;
import dev.weir.events.PoolMode;
import dev.weir.runtime.Shared;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one life of a node may hold, folded from the grants of all environments. An epoch that is
 * not above the last one of its environment changes nothing, so grants may be repeated, late or out
 * of order. One thread writes in it, any may read.
 */
public final class GrantBook {
    /** Different values shared at most: a bound, and more than are of use. */
    private static final int SHARED = 10_000;

    private final NodeLife life;
    private final Map<EnvironmentId, OwnGrant> grants = new ConcurrentHashMap<>();

    /** Most environments are served at the same few places, and their epochs are small. */
    private final Shared<List<String>> endpoints = new Shared<>(SHARED);

    private final Shared<Epoch> epochs = new Shared<>(SHARED);

    /** An empty book of one life of a node. */
    public GrantBook(NodeLife life) {
        this.life = life;
    }

    /** Takes a fact; what this node may hold by it, unless the fact is old. */
    public Optional<OwnGrant> apply(GrantEvent event) {
        var known = grants.get(event.environment());
        if (known != null && !event.epoch().isAfter(known.epoch())) return Optional.empty();
        var own =
                switch (event) {
                    case GrantEvent.Granted granted -> own(granted);
                };
        grants.put(event.environment(), own);
        return Optional.of(own);
    }

    private OwnGrant own(GrantEvent.Granted granted) {
        int size = 0;
        var mode = PoolMode.DORMANT;
        for (var grant : granted.grants()) {
            if (isMine(grant)) {
                size = grant.size();
                mode = grant.pool();
            }
        }
        var elsewhere =
                granted.grants().stream()
                        .filter(grant -> !isMine(grant) && grant.size() > 0)
                        .map(Grant::endpoint)
                        .toList();
        var reaps = granted.reaps().stream().filter(reap -> reap.by().equals(life)).toList();
        return new OwnGrant(
                granted.environment(),
                granted.database(),
                epochs.of(granted.epoch()),
                size,
                mode,
                endpoints.of(List.copyOf(elsewhere)),
                reaps);
    }

    private boolean isMine(Grant grant) {
        return grant.life().equals(life);
    }

    /** What is known of an environment. */
    public Optional<OwnGrant> find(EnvironmentId environment) {
        return Optional.ofNullable(grants.get(environment));
    }

    /** All that is known; it changes with the book. */
    public Collection<OwnGrant> all() {
        return Collections.unmodifiableCollection(grants.values());
    }
}
