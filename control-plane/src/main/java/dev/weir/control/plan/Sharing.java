package dev.weir.control.plan;

import dev.weir.control.fleet.PoolKey;
import dev.weir.events.EnvironmentId;
import dev.weir.events.NodeId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Shares connections max-min fairly: in each round one by one, always to the environment that has
 * the fewest and within it to the pool that has the fewest, until all have what the round allows or
 * the room is used up.
 */
final class Sharing {
    private int room;
    private final Map<EnvironmentId, Integer> environmentRoom;
    private final Map<NodeId, Integer> nodeRoom;
    private final Map<EnvironmentId, Integer> totals = new HashMap<>();
    private final Map<EnvironmentId, Integer> seniority = new HashMap<>();
    private final Map<PoolKey, Integer> sizes = new HashMap<>();

    private Sharing(
            int room, Map<EnvironmentId, Integer> environmentRoom, Map<NodeId, Integer> nodeRoom) {
        this.room = room;
        this.environmentRoom = new HashMap<>(environmentRoom);
        this.nodeRoom = new HashMap<>(nodeRoom);
    }

    /**
     * The size of each pool.
     *
     * @param room what there is beyond what claims have and paid for; may be negative
     * @param environmentRoom the same per environment, for all that claim
     * @param nodeRoom the same per node, for all that claim
     */
    static Map<PoolKey, Integer> share(
            List<ShareRequest> claims,
            int room,
            Map<EnvironmentId, Integer> environmentRoom,
            Map<NodeId, Integer> nodeRoom) {
        var sharing = new Sharing(room, environmentRoom, nodeRoom);
        for (var claim : claims) {
            sharing.sizes.put(claim.pool(), claim.base());
            sharing.totals.merge(claim.pool().environment(), claim.base(), Integer::sum);
            sharing.seniority.merge(claim.pool().environment(), claim.seniority(), Integer::sum);
        }
        if (sharing.fitsAll(claims)) {
            for (var claim : claims) {
                sharing.sizes.put(claim.pool(), Math.max(claim.base(), claim.most()));
            }
            return sharing.sizes;
        }
        int rounds = claims.getFirst().levels().size();
        for (int round = 0; round < rounds; round++) sharing.share(claims, round);
        return sharing.sizes;
    }

    private boolean fitsAll(List<ShareRequest> claims) {
        int cost = 0;
        var perEnvironment = new HashMap<EnvironmentId, Integer>();
        var perNode = new HashMap<NodeId, Integer>();
        for (var claim : claims) {
            int ofThis = claim.costOf(claim.most());
            if (ofThis == 0) continue;
            cost += ofThis;
            perEnvironment.merge(claim.pool().environment(), ofThis, Integer::sum);
            perNode.merge(claim.pool().node(), ofThis, Integer::sum);
        }
        return cost <= Math.max(0, room)
                && perEnvironment.entrySet().stream()
                        .allMatch(entry -> entry.getValue() <= of(environmentRoom, entry.getKey()))
                && perNode.entrySet().stream()
                        .allMatch(entry -> entry.getValue() <= of(nodeRoom, entry.getKey()));
    }

    private void share(List<ShareRequest> claims, int round) {
        var byEnvironment = new HashMap<EnvironmentId, PriorityQueue<ShareRequest>>();
        for (var claim : claims) {
            if (size(claim) >= claim.level(round) || isHopeless(claim)) continue;
            byEnvironment
                    .computeIfAbsent(
                            claim.pool().environment(), _ -> new PriorityQueue<>(fewestFirst()))
                    .add(claim);
        }
        // Those whose turn may come sooner hold more already: ties keep what there is.
        var environments =
                new PriorityQueue<EnvironmentId>(
                        Comparator.comparingInt((EnvironmentId id) -> of(totals, id))
                                .thenComparing(
                                        Comparator.comparingInt(
                                                        (EnvironmentId id) -> of(seniority, id))
                                                .reversed())
                                .thenComparing(EnvironmentId::value));
        environments.addAll(byEnvironment.keySet());
        while (!environments.isEmpty()) {
            var environment = environments.poll();
            var pools = byEnvironment.getOrDefault(environment, new PriorityQueue<>());
            if (giveOne(pools, round) && !pools.isEmpty()) environments.add(environment);
        }
    }

    /**
     * Whether the room is used up for a claim that has to pay for its next connection. Room never
     * grows, so it would be refused at its turn, too: of many environments on a small limit only
     * those with connections cost a turn.
     */
    private boolean isHopeless(ShareRequest claim) {
        return room <= 0 && claim.costOf(size(claim) + 1) > claim.costOf(size(claim));
    }

    /** Gives one to the first that can take it; those that cannot are out of the round. */
    private boolean giveOne(PriorityQueue<ShareRequest> pools, int round) {
        for (var claim = pools.poll(); claim != null; claim = pools.poll()) {
            int size = size(claim) + 1;
            int cost = claim.costOf(size) - claim.costOf(size - 1);
            var environment = claim.pool().environment();
            var node = claim.pool().node();
            boolean fits =
                    cost <= room
                            && cost <= of(environmentRoom, environment)
                            && cost <= of(nodeRoom, node);
            // What is paid for already may always be had, however little room there is.
            if (cost > 0 && !fits) continue;
            room -= cost;
            environmentRoom.merge(environment, -cost, Integer::sum);
            nodeRoom.merge(node, -cost, Integer::sum);
            sizes.put(claim.pool(), size);
            totals.merge(environment, 1, Integer::sum);
            if (size < claim.level(round)) pools.add(claim);
            return true;
        }
        return false;
    }

    private Comparator<ShareRequest> fewestFirst() {
        return Comparator.comparingInt(this::size)
                .thenComparing(Comparator.comparingInt(ShareRequest::seniority).reversed())
                .thenComparingInt(ShareRequest::order)
                .thenComparing(claim -> claim.pool().node().value())
                .thenComparing(claim -> claim.pool().incarnation().value());
    }

    private int size(ShareRequest claim) {
        return of(sizes, claim.pool());
    }

    private static <K> int of(Map<K, Integer> map, K key) {
        return map.getOrDefault(key, 0);
    }
}
