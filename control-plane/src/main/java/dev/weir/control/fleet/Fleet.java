package dev.weir.control.fleet;

import dev.weir.events.ClusterId;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.OnNode;
import dev.weir.events.PoolReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who lives: the fold of heartbeats, as seen at one moment. It is soft state; a controller just
 * started knows nobody and waits a while before it takes silence for absence.
 *
 * @param now the moment it is seen at
 * @param watchedSince when listening began
 * @param silence what follows from a node's silence
 * @param nodes by id, the newest life of each that was heard
 * @param expected by id, those that spoke before this controller listened
 * @param withheld whose leases are withheld
 * @param writtenOff lives whose sessions were ended: their silence is no news
 * @param retired lives that another life of the same node has replaced; they are not heard
 */
public record Fleet(
        Moment now,
        Moment watchedSince,
        SilencePolicy silence,
        Map<NodeId, NodeStatus> nodes,
        Map<NodeId, Expected> expected,
        Map<NodeId, Withheld> withheld,
        Map<NodeId, NodeLife> writtenOff,
        Set<NodeLife> retired) {
    /**
     * A node that should speak.
     *
     * @param answered the latest of its heartbeats that any replica has answered with a lease when
     *     this controller began to listen
     */
    public record Expected(NodeLife life, ClusterId cluster, long answered) implements OnNode {}

    /**
     * A life that gets no lease.
     *
     * @param number which of its withholdings this is
     * @param since since when it has sent nothing that was answered with one
     * @param expired whether the store has it that all its leases are over
     */
    public record Withheld(NodeLife life, long number, Moment since, boolean expired)
            implements OnNode {}

    /**
     * What the store says of a lease that it withholds.
     *
     * @param number it is another one each time after the life has spoken
     * @param answered the latest heartbeat of this life that any replica has answered, 0 if none
     *     has; empty: not known
     */
    public record Withholding(long number, OptionalLong answered) {}

    /**
     * The part of a fleet on which decisions about pools at rest depend. It changes when a node
     * comes, goes or falls silent, and not with every heartbeat.
     */
    public record Shape(
            Set<NodeLife> usable,
            Set<NodeLife> draining,
            Set<NodeLife> retired,
            Set<NodeLife> expired,
            boolean settled,
            boolean massSilence) {}

    /** The fleet's shape now. */
    public Shape shape() {
        var usable = new HashSet<NodeLife>();
        var draining = new HashSet<NodeLife>();
        for (var node : nodes.values()) {
            if (isUsable(node.life())) usable.add(node.life());
            if (isDraining(node.life())) draining.add(node.life());
        }
        var expired = new HashSet<NodeLife>();
        for (var lease : withheld.values()) if (lease.expired()) expired.add(lease.life());
        return new Shape(usable, draining, retired, expired, isSettled(), isMassSilence());
    }

    /** What a controller that begins to listen knows. */
    public static Fleet watching(Moment now, SilencePolicy silence, Set<NodeLife> retired) {
        return new Fleet(
                now, now, silence, Map.of(), Map.of(), Map.of(), Map.of(), Set.copyOf(retired));
    }

    /** The same, with the word of the store on who spoke before. */
    public Fleet expecting(Map<NodeId, Expected> others) {
        return new Fleet(
                now,
                watchedSince,
                silence,
                nodes,
                Map.copyOf(others),
                withheld,
                writtenOff,
                retired);
    }

    /** The same at a later moment. */
    public Fleet at(Moment moment) {
        return moment.compareTo(now) <= 0
                ? this
                : new Fleet(
                        moment,
                        watchedSince,
                        silence,
                        nodes,
                        expected,
                        withheld,
                        writtenOff,
                        retired);
    }

    /**
     * The same once it is certain that no replica gives this life a lease. A lease counts from the
     * sending of the heartbeat that it answers: if no later one than that heard last was answered,
     * by whichever replica, all leases are as old as that; and older than this controller, if none
     * was answered since it listens.
     */
    public Fleet withhold(NodeLife life, Withholding stored) {
        var since =
                stored.answered().isPresent()
                        ? unansweredSince(life, stored.answered().getAsLong())
                        : now;
        return with(life.node(), new Withheld(life, stored.number(), since, false));
    }

    private Moment unansweredSince(NodeLife life, long answered) {
        var known = nodes.get(life.node());
        if (known != null && known.life().equals(life)) {
            return answered <= known.sequence() ? known.heardAt() : now;
        }
        var awaited = expected.get(life.node());
        boolean sinceBefore =
                awaited != null && awaited.life().equals(life) && answered <= awaited.answered();
        return sinceBefore ? watchedSince : now;
    }

    /** The same, with the word of the store that all leases of a silent life are over. */
    public Fleet expire(NodeLife life) {
        var known = withheld.get(life.node());
        return known != null && known.life().equals(life)
                ? with(life.node(), new Withheld(life, known.number(), known.since(), true))
                : with(life.node(), new Withheld(life, 0, now, true));
    }

    private Fleet with(NodeId node, Withheld lease) {
        var changed = new HashMap<>(withheld);
        changed.put(node, lease);
        return with(changed);
    }

    /** The same after it turned out that another replica has heard the life. */
    public Fleet admit(NodeId node) {
        if (!withheld.containsKey(node)) return this;
        var changed = new HashMap<>(withheld);
        changed.remove(node);
        return with(changed);
    }

    /** The same after this life's sessions were ordered to be ended. */
    public Fleet writeOff(NodeLife life) {
        var changed = new HashMap<>(writtenOff);
        changed.put(life.node(), life);
        return new Fleet(
                now,
                watchedSince,
                silence,
                nodes,
                expected,
                withheld,
                Map.copyOf(changed),
                retired);
    }

    private Fleet with(Map<NodeId, Withheld> changed) {
        return new Fleet(
                now,
                watchedSince,
                silence,
                nodes,
                expected,
                Map.copyOf(changed),
                writtenOff,
                retired);
    }

    /** Whether a heartbeat is news: of a life not retired and not heard before. */
    public boolean isNews(NodeHeartbeat heartbeat) {
        if (isRetired(heartbeat.life())) return false;
        var known = nodes.get(heartbeat.node());
        return known == null
                || !known.life().equals(heartbeat.life())
                || heartbeat.sequence() > known.sequence();
    }

    /** The life that a heartbeat would retire: that of the same node before it; null if none. */
    public @Nullable NodeLife retiredBy(NodeHeartbeat heartbeat) {
        var known = nodes.get(heartbeat.node());
        return known == null || known.life().equals(heartbeat.life()) ? null : known.life();
    }

    /** The fleet after a heartbeat was heard; the same when it is no news. */
    public Fleet apply(NodeHeartbeat heartbeat, Moment heardAt) {
        var seen = at(heardAt);
        if (!isNews(heartbeat)) return seen;
        var before = retiredBy(heartbeat);
        var status =
                new NodeStatus(
                        heartbeat.life(),
                        heartbeat.cluster(),
                        heartbeat.endpoint(),
                        heartbeat.sequence(),
                        heartbeat.capacity(),
                        heartbeat.pools().stream().mapToInt(PoolReport::held).sum(),
                        heartbeat.draining(),
                        heardAt);
        var changed = new HashMap<>(nodes);
        changed.put(status.node(), status);
        return new Fleet(
                seen.now,
                watchedSince,
                silence,
                Map.copyOf(changed),
                without(expected, status.node()),
                without(withheld, status.node()),
                without(writtenOff, status.node()),
                before == null ? retired : withRetired(before));
    }

    /** The same, with the word of the store that a life was replaced by another. */
    public Fleet retire(NodeLife life) {
        return isRetired(life)
                ? this
                : new Fleet(
                        now,
                        watchedSince,
                        silence,
                        nodes,
                        expected,
                        withheld,
                        writtenOff,
                        withRetired(life));
    }

    /**
     * Whether this life was replaced by another, or an operator said that it has ended: it is not
     * heard again. Not that another life is known here: the store may know a newer one, which this
     * controller has not heard.
     */
    public boolean isRetired(NodeLife life) {
        return retired.contains(life);
    }

    /** How long nothing was heard of a life, as far as this controller can know. */
    public Duration silentFor(NodeLife life) {
        var known = nodes.get(life.node());
        return known != null && known.life().equals(life)
                ? now.since(known.heardAt())
                : now.since(watchedSince);
    }

    /** Whether a node is silent for too long, or has never been heard. */
    public boolean isSuspect(NodeId node) {
        var known = nodes.get(node);
        return known == null || now.isPast(silence.suspectAfter(), known.heardAt());
    }

    /** Whether this life's lease is to be withheld from now on. */
    public boolean isToWithhold(NodeLife life) {
        var already = withheld.get(life.node());
        return !isRetired(life)
                && silentFor(life).compareTo(silence.withholdAfter()) >= 0
                && (already == null || !already.life().equals(life));
    }

    /**
     * Whether the store is to be told that all leases of the life that is withheld are over,
     * whichever controller has granted them. Never while most nodes are silent: then it is more
     * likely this controller that hears nothing.
     */
    public boolean isToExpire(NodeId node) {
        var lease = withheld.get(node);
        return lease != null
                && !lease.expired()
                && !isMassSilence()
                && !isRetired(lease.life())
                && silentFor(lease.life()).compareTo(silence.reapAfter()) >= 0
                && now.isPast(silence.leaseOver(), lease.since());
    }

    /** Whether the store has said that all leases of a life are over. */
    public boolean isExpired(NodeLife life) {
        var lease = withheld.get(life.node());
        return lease != null && lease.expired() && lease.life().equals(life);
    }

    /**
     * Whether a life's sessions may be ended: it has no lease any more, by the clock of this
     * controller or of another one that has listened for longer, and is not heard here either.
     */
    public boolean isReapable(NodeLife life) {
        var known = nodes.get(life.node());
        boolean speaks = known != null && known.life().equals(life) && !isSuspect(life.node());
        return isExpired(life) && !speaks && !isMassSilence() && !isRetired(life);
    }

    /** Whether more than half of all nodes are silent at once. */
    public boolean isMassSilence() {
        return 2 * silentNodes(silence.suspectAfter()) > censusSize();
    }

    /** Of how many nodes it is asked whether they speak. */
    public int censusSize() {
        return census(null, null);
    }

    /** How many of them have been silent for this long. */
    public int silentNodes(Duration time) {
        return census(null, time);
    }

    /** Whether at least half of a cluster is silent, and not of all others too. */
    public boolean isClusterSuspect(ClusterId cluster) {
        int all = census(cluster, null);
        int silent = census(cluster, silence.suspectAfter());
        return all > 0 && 2 * silent >= all && !isMassSilence();
    }

    /** How many should speak, or have not for so long: not those that left or are over. */
    private int census(@Nullable ClusterId of, @Nullable Duration silentFor) {
        int count = 0;
        for (var node : nodes.values()) {
            boolean counts =
                    !node.draining()
                            && (of == null || node.cluster().equals(of))
                            && !isRetired(node.life())
                            && !node.life().equals(writtenOff.get(node.node()));
            if (counts && (silentFor == null || isSilent(node.node(), silentFor))) count++;
        }
        for (var entry : expected.entrySet()) {
            var node = entry.getKey();
            boolean counts =
                    (of == null || entry.getValue().cluster().equals(of))
                            && !isRetired(entry.getValue().life())
                            && !entry.getValue().life().equals(writtenOff.get(node));
            if (counts && (silentFor == null || isSilent(node, silentFor))) count++;
        }
        return count;
    }

    private boolean isSilent(NodeId node, Duration time) {
        var known = nodes.get(node);
        return now.isPast(time, known == null ? watchedSince : known.heardAt());
    }

    /** Whether this life speaks and may be given connections. */
    public boolean isUsable(NodeLife life) {
        var known = nodes.get(life.node());
        return known != null
                && known.life().equals(life)
                && !known.draining()
                && !isRetired(life)
                && !isSuspect(life.node());
    }

    /** Whether this life speaks and wants to stop. */
    public boolean isDraining(NodeLife life) {
        var known = nodes.get(life.node());
        return known != null && known.life().equals(life) && known.draining();
    }

    /** Whether listening has gone on for long enough that silence means something. */
    public boolean isSettled() {
        return now.isPast(silence.suspectAfter(), watchedSince);
    }

    /** The nodes that may be given connections, by cluster. */
    public SortedMap<ClusterId, List<NodeStatus>> usable() {
        var usable =
                new TreeMap<ClusterId, List<NodeStatus>>(Comparator.comparing(ClusterId::value));
        for (var node : nodes.values()) {
            if (!isUsable(node.life())) continue;
            usable.computeIfAbsent(node.cluster(), _ -> new ArrayList<>()).add(node);
        }
        return usable;
    }

    private Set<NodeLife> withRetired(NodeLife life) {
        var changed = new HashSet<>(retired);
        changed.add(life);
        return Set.copyOf(changed);
    }

    private static <V> Map<NodeId, V> without(Map<NodeId, V> map, NodeId node) {
        if (!map.containsKey(node)) return map;
        var changed = new HashMap<>(map);
        changed.remove(node);
        return Map.copyOf(changed);
    }
}
