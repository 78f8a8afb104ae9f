package dev.weir.control.fleet;

import dev.weir.events.ClusterId;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeId;
import dev.weir.events.PoolReport;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who lives: the fold of heartbeats, as seen at one moment. It is soft state; a controller just
 * started knows nobody and waits a while before it takes silence for absence.
 *
 * @param now the moment it is seen at
 * @param watchedSince when listening began
 * @param suspectAfter a node silent for this long is suspect
 * @param nodes by id, the newest life of each
 * @param retired lives that another life of the same node has replaced; they are not heard
 */
public record Fleet(
        Moment now,
        Moment watchedSince,
        Duration suspectAfter,
        Map<NodeId, NodeStatus> nodes,
        Map<NodeId, Set<IncarnationId>> retired) {
    /** What a controller that begins to listen knows. */
    public static Fleet watching(
            Moment now, Duration suspectAfter, Map<NodeId, Set<IncarnationId>> retired) {
        return new Fleet(now, now, suspectAfter, Map.of(), Map.copyOf(retired));
    }

    /** The same at a later moment. */
    public Fleet at(Moment moment) {
        return moment.compareTo(now) <= 0
                ? this
                : new Fleet(moment, watchedSince, suspectAfter, nodes, retired);
    }

    /** Whether a heartbeat is news: of a life not retired and not heard before. */
    public boolean isNews(NodeHeartbeat heartbeat) {
        if (isRetired(heartbeat.node(), heartbeat.incarnation())) return false;
        var known = nodes.get(heartbeat.node());
        return known == null
                || !known.incarnation().equals(heartbeat.incarnation())
                || heartbeat.sequence() > known.sequence();
    }

    /** The life that a heartbeat would retire: that of the same node before it; null if none. */
    public @Nullable IncarnationId retiredBy(NodeHeartbeat heartbeat) {
        var known = nodes.get(heartbeat.node());
        return known == null || known.incarnation().equals(heartbeat.incarnation())
                ? null
                : known.incarnation();
    }

    /** The fleet after a heartbeat was heard; the same when it is no news. */
    public Fleet apply(NodeHeartbeat heartbeat, Moment heardAt) {
        var seen = at(heardAt);
        if (!isNews(heartbeat)) return seen;
        var before = retiredBy(heartbeat);
        var status =
                new NodeStatus(
                        heartbeat.node(),
                        heartbeat.incarnation(),
                        heartbeat.cluster(),
                        heartbeat.endpoint(),
                        heartbeat.sequence(),
                        heartbeat.capacity(),
                        heartbeat.pools().stream().mapToInt(PoolReport::held).sum(),
                        heartbeat.draining(),
                        heardAt);
        var changed = new HashMap<>(nodes);
        changed.put(status.id(), status);
        return new Fleet(
                seen.now,
                watchedSince,
                suspectAfter,
                Map.copyOf(changed),
                before == null ? retired : withRetired(status.id(), before));
    }

    /** The same, with the word of the store that a life was replaced by another. */
    public Fleet retire(NodeId node, IncarnationId incarnation) {
        return new Fleet(now, watchedSince, suspectAfter, nodes, withRetired(node, incarnation));
    }

    /** Whether this life was replaced by another. */
    public boolean isRetired(NodeId node, IncarnationId incarnation) {
        return retired.getOrDefault(node, Set.of()).contains(incarnation);
    }

    /** Whether it is certain that the process of this life has ended or will not be heard again. */
    public boolean isOver(NodeId node, IncarnationId incarnation) {
        var known = nodes.get(node);
        return isRetired(node, incarnation)
                || (known != null && !known.incarnation().equals(incarnation));
    }

    /** Whether a node is silent for too long, or has never been heard. */
    public boolean isSuspect(NodeId node) {
        var known = nodes.get(node);
        return known == null || now.isPast(suspectAfter, known.heardAt());
    }

    /** Whether this life speaks and may be given connections. */
    public boolean isUsable(NodeId node, IncarnationId incarnation) {
        var known = nodes.get(node);
        return known != null
                && known.incarnation().equals(incarnation)
                && !known.draining()
                && !isSuspect(node);
    }

    /** Whether this life speaks and wants to stop. */
    public boolean isDraining(NodeId node, IncarnationId incarnation) {
        var known = nodes.get(node);
        return known != null && known.incarnation().equals(incarnation) && known.draining();
    }

    /** Whether listening has gone on for long enough that silence means something. */
    public boolean isSettled() {
        return now.isPast(suspectAfter, watchedSince);
    }

    /** The nodes that may be given connections, by cluster. */
    public SortedMap<ClusterId, List<NodeStatus>> usable() {
        return nodes.values().stream()
                .filter(node -> isUsable(node.id(), node.incarnation()))
                .collect(
                        Collectors.groupingBy(
                                NodeStatus::cluster,
                                () ->
                                        new TreeMap<>(
                                                java.util.Comparator.comparing(ClusterId::value)),
                                Collectors.toList()));
    }

    private Map<NodeId, Set<IncarnationId>> withRetired(NodeId node, IncarnationId incarnation) {
        var ofNode = new HashSet<>(retired.getOrDefault(node, Set.of()));
        ofNode.add(incarnation);
        var changed = new HashMap<>(retired);
        changed.put(node, Set.copyOf(ofNode));
        return Map.copyOf(changed);
    }
}
