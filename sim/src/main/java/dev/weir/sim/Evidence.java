package dev.weir.sim;

import dev.weir.control.fleet.Holding;
import dev.weir.events.EnvironmentId;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeLife;
import dev.weir.events.PoolEvent.PoolReaped;
import dev.weir.events.PoolReport;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What speaks for giving slots up, whatever the controller makes of it: what nodes themselves have
 * said, and which lives have really ended.
 */
final class Evidence {
    /** By then the server's keepalives have ended the sessions of a process that has died. */
    private static final Duration LONG_DEAD = Duration.ofSeconds(25);

    private final Map<Place, TreeMap<Long, Integer>> said = new HashMap<>();
    private final Set<Order> carriedOut = new HashSet<>();
    private final Map<NodeLife, Long> died = new HashMap<>();

    private record Place(EnvironmentId environment, NodeLife life) {}

    private record Order(Place place, long epoch) {}

    /** A node says what it may hold. */
    void said(NodeHeartbeat heartbeat) {
        for (var report : heartbeat.pools()) said(heartbeat, report);
    }

    private void said(NodeHeartbeat by, PoolReport report) {
        said.computeIfAbsent(new Place(report.environment(), by.life()), _ -> new TreeMap<>())
                .merge(report.epoch().value(), report.held(), Math::min);
    }

    /** A node says that it has ended another one's sessions. */
    void said(PoolReaped reaped) {
        var place = new Place(reaped.environment(), reaped.reaped());
        carriedOut.add(new Order(place, reaped.epoch().value()));
    }

    /** A life has ended. */
    void died(NodeLife life, long now) {
        died.put(life, now);
    }

    /** Whether a life may be charged no more than this from now on. */
    boolean speaksFor(EnvironmentId environment, Holding holding, int charged, long now) {
        var place = new Place(environment, holding.life());
        return isAcknowledged(place, holding, charged)
                || isReaped(place, holding, charged)
                || isLongDead(holding.life(), now);
    }

    /** The life said so, knowing of all that was granted before. */
    private boolean isAcknowledged(Place place, Holding holding, int charged) {
        return said
                .getOrDefault(place, new TreeMap<>())
                .tailMap(holding.since().value(), true)
                .values()
                .stream()
                .anyMatch(held -> held <= charged);
    }

    /** Its sessions were ended; one that may still live keeps its floor. */
    private boolean isReaped(Place place, Holding holding, int charged) {
        var reaping = holding.reaping();
        return reaping != null
                && charged >= (reaping.over() ? 0 : Holding.FLOOR)
                && carriedOut.contains(new Order(place, reaping.epoch().value()));
    }

    private boolean isLongDead(NodeLife life, long now) {
        var since = died.get(life);
        return since != null && now - since >= LONG_DEAD.toNanos();
    }
}
