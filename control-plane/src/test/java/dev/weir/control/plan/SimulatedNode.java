package dev.weir.control.plan;

import dev.weir.events.ClusterId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Epoch;
import dev.weir.events.Grant;
import dev.weir.events.GrantEvent.Granted;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.PoolMode;
import dev.weir.events.PoolReport;
import dev.weir.events.PoolState;
import dev.weir.events.RegionId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A node that does what it is told, whenever the test lets it: opens up to its grant, gives back by
 * and by, and reports what it may hold.
 */
final class SimulatedNode {
    final NodeId id;
    final ClusterId cluster;
    final int capacity;
    private int life;
    private long sequence;
    boolean draining;
    final Map<EnvironmentId, Pool> pools =
            new TreeMap<>(java.util.Comparator.comparing(EnvironmentId::value));

    static final class Pool {
        Epoch epoch = Epoch.NONE;
        int granted;
        int open;
        int busy;
        int waiting;
        long requests;
        Duration service = Duration.ZERO;
        Duration waitP95 = Duration.ZERO;
        Duration idleFor = Duration.ZERO;
        PoolMode mode = PoolMode.DORMANT;

        /** Nobody has asked for a long time. */
        void rest() {
            busy = 0;
            waiting = 0;
            requests = 0;
            service = Duration.ZERO;
            waitP95 = Duration.ZERO;
            idleFor = Bench.IDLE;
        }

        /** The most that it may have from now on. */
        int bound() {
            return Math.max(granted, open);
        }
    }

    SimulatedNode(String id, String cluster, int capacity) {
        this.id = new NodeId(id);
        this.cluster = new ClusterId(cluster);
        this.capacity = capacity;
    }

    IncarnationId incarnation() {
        return new IncarnationId("life" + life);
    }

    NodeLife life() {
        return new NodeLife(id, incarnation());
    }

    Pool pool(int number) {
        return Objects.requireNonNull(pools.get(Bench.environment(number)));
    }

    /** The process ends with all its connections, and another one begins. */
    void restart() {
        life++;
        sequence = 0;
        draining = false;
        pools.clear();
    }

    void hear(Granted granted) {
        var pool = pools.computeIfAbsent(granted.environment(), _ -> new Pool());
        if (!granted.epoch().isAfter(pool.epoch)) return;
        pool.epoch = granted.epoch();
        var mine = granted.grants().stream().filter(g -> g.life().equals(life())).findFirst();
        pool.granted = mine.map(Grant::size).orElse(0);
        pool.mode = mine.map(Grant::pool).orElse(PoolMode.DORMANT);
    }

    /** Opens as many as it may. */
    void openAll() {
        for (var pool : pools.values()) pool.open = Math.max(pool.open, pool.granted);
    }

    /** Without a lease: one where it has none. */
    void openFloors() {
        for (var pool : pools.values()) {
            if (pool.open == 0) pool.open = Math.min(1, pool.granted);
        }
    }

    /** Closes at most so many of those that it may hold no longer. */
    void giveBack(int most) {
        for (var pool : pools.values()) {
            pool.open = Math.max(Math.min(pool.open, pool.granted), pool.open - most);
        }
    }

    NodeHeartbeat heartbeat() {
        var reports = new HashMap<EnvironmentId, PoolReport>();
        pools.forEach((environment, pool) ->
                reports.put(
                        environment,
                        new PoolReport(
                                environment,
                                pool.epoch,
                                pool.open > 0 ? PoolState.ACTIVE : PoolState.DORMANT,
                                pool.bound(),
                                pool.open,
                                0,
                                pool.busy,
                                pool.waiting,
                                pool.waitP95,
                                pool.requests,
                                pool.service,
                                pool.idleFor)));
        return new NodeHeartbeat(
                life(),
                new RegionId("eu1"),
                cluster,
                "http://" + id + ":4466",
                ++sequence,
                0,
                capacity,
                draining,
                java.util.List.copyOf(reports.values()));
    }
}
