package dev.weir.data.route;

import dev.weir.events.ClusterId;
import dev.weir.events.NodeLife;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides for one environment who serves a request: this node, a peer of its cluster, or one of
 * another cluster. Of each kind of peers two are drawn and the better one is looked at ("power of
 * two choices"); of the three that are left the one with the lowest score gets the request, where
 * peers have to be better by a bias and by what the hop costs. So the own pool serves as long as it
 * is well, then the own cluster, then the others.
 *
 * <p>For one thread at a time. Reads no clock and draws nothing: the same calls give the same
 * choices.
 */
public final class Router {
    /** A request is given to at most this many candidates. */
    public static final int MAX_ATTEMPTS = 3;

    private final NodeLife self;
    private final ClusterId cluster;
    private final RouterSettings settings;
    private final RetryBudget retries;
    private final Map<NodeLife, Standing> current = new LinkedHashMap<>();

    /**
     * Those that the newest route does not name any more, while they may still be needed; in the
     * order in which they left it, so that the same calls give the same choices.
     */
    private final Map<NodeLife, Standing> former = new LinkedHashMap<>();

    private boolean routed;

    /** The router of a life of a node, without candidates. */
    public Router(NodeLife self, ClusterId cluster, RouterSettings settings, long now) {
        this.self = self;
        this.cluster = cluster;
        this.settings = settings;
        retries = new RetryBudget(now);
    }

    /**
     * Takes over a newer route. Who is not in it any more gets requests only while nobody who is
     * can take them: make before break.
     *
     * @param now nanoseconds of a monotonic clock, as everywhere
     */
    public void route(long now, Collection<Candidate> candidates) {
        var before = new LinkedHashMap<>(current);
        current.clear();
        for (var candidate : candidates) {
            var life = candidate.life();
            var standing = before.remove(life);
            if (standing == null) standing = former.remove(life);
            if (standing == null) standing = new Standing(candidate, settings, routed, now);
            standing.resized(candidate);
            current.put(life, standing);
        }
        former.values().removeIf(standing -> standing.inflight() == 0);
        former.putAll(before);
        routed = true;
    }

    /** Whether there is nothing to choose: nobody else is in the route. */
    public boolean isAlone() {
        return former.isEmpty()
                && (current.isEmpty() || (current.size() == 1 && current.containsKey(self)));
    }

    /** Requests that this node itself has under way, for itself and for its peers. */
    public int load() {
        var own = own();
        return own == null ? 0 : own.inflight();
    }

    /** Whether the newest route names this node. */
    public boolean isHere() {
        return current.containsKey(self);
    }

    /**
     * Chooses for a request's first attempt.
     *
     * @param random anything that nobody can foresee
     * @param reachable whether requests can be handed to a peer now
     */
    public Choice choose(long now, long random, Predicate<NodeLife> reachable) {
        retries.earn();
        return choose(now, random, reachable, Set.of());
    }

    /**
     * Chooses anew for a request that certainly did not start where it was given to: as a retry,
     * unless nobody but this node was asked for want of anybody else.
     *
     * @param tried who does not get it again; empty: it was refused here without having been given
     */
    public Choice again(long now, long random, Predicate<NodeLife> reachable, Set<NodeLife> tried) {
        if (tried.size() >= MAX_ATTEMPTS) return new Choice.Nowhere();
        if (tried.isEmpty()) return choose(now, random, reachable, Set.of(self)); // refused here
        var next = find(now, random, reachable, tried);
        return next == null || !retries.take(now) ? new Choice.Nowhere() : give(now, next);
    }

    /**
     * Chooses for a request that has waited because nobody would have it: first who was never
     * asked, then, as a retry, who was.
     *
     * @param tried who was given it before
     */
    public Choice resume(
            long now, long random, Predicate<NodeLife> reachable, Set<NodeLife> tried) {
        var fresh = find(now, random, reachable, tried);
        if (fresh != null) return give(now, fresh);
        var known = tried.isEmpty() ? null : find(now, random, reachable, Set.of());
        return known == null || !retries.take(now) ? new Choice.Nowhere() : give(now, known);
    }

    private Choice choose(
            long now, long random, Predicate<NodeLife> reachable, Set<NodeLife> tried) {
        var best = find(now, random, reachable, tried);
        return best == null ? new Choice.Nowhere() : give(now, best);
    }

    private @Nullable Standing find(
            long now, long random, Predicate<NodeLife> reachable, Set<NodeLife> tried) {
        Predicate<Standing> possible =
                standing -> {
                    var life = standing.candidate().life();
                    return !tried.contains(life) && (life.equals(self) || reachable.test(life));
                };
        var open = current.values().stream().filter(possible).toList();
        var well = open.stream().filter(standing -> standing.isIn(now)).toList();
        var best = best(now, random, well.isEmpty() ? open : well);
        return best != null
                ? best
                : best(now, random, former.values().stream().filter(possible).toList());
    }

    private Choice give(long now, Standing to) {
        to.began();
        var life = to.candidate().life();
        var ticket = new Ticket(life, now);
        return life.equals(self) ? new Choice.Here(ticket) : new Choice.There(life, ticket);
    }

    private @Nullable Standing best(long now, long random, Collection<Standing> among) {
        double usual = usual(now);
        var siblings = new ArrayList<Standing>();
        var others = new ArrayList<Standing>();
        Standing best = null;
        double lowest = Double.MAX_VALUE;
        for (var standing : among) {
            var candidate = standing.candidate();
            if (candidate.life().equals(self)) {
                best = standing;
                lowest = standing.score(now, usual);
            } else {
                (candidate.cluster().equals(cluster) ? siblings : others).add(standing);
            }
        }
        var sibling = betterOfTwo(now, random, siblings, usual);
        if (sibling != null) {
            double score =
                    sibling.score(now, usual) * settings.ownClusterBias()
                            + settings.hopToOwnCluster().toNanos();
            if (score < lowest) {
                best = sibling;
                lowest = score;
            }
        }
        var other = betterOfTwo(now, random >>> 32, others, usual);
        if (other != null) {
            double score =
                    other.score(now, usual) * settings.otherClusterBias()
                            + settings.hopToOtherCluster().toNanos();
            if (score < lowest) best = other;
        }
        return best;
    }

    private static @Nullable Standing betterOfTwo(
            long now, long random, List<Standing> among, double usual) {
        int count = among.size();
        if (count == 0) return null;
        if (count == 1) return among.getFirst();
        int one = Math.floorMod((int) (random & 0xffff), count);
        int two = Math.floorMod((int) (random >>> 16 & 0xffff), count - 1);
        if (two >= one) two++;
        var first = among.get(one);
        var second = among.get(two);
        return first.score(now, usual) <= second.score(now, usual) ? first : second;
    }

    /** What candidates take who are known: expected of those who are not. */
    private double usual(long now) {
        double sum = 0;
        int known = 0;
        double prior = settings.prior().toNanos();
        for (var standing : current.values()) {
            if (!standing.isKnown()) continue;
            sum += standing.latency(now, prior);
            known++;
        }
        return known == 0 ? prior : sum / known;
    }

    /**
     * A request is served here without having been a choice: it came from a peer, or belongs to a
     * transaction.
     *
     * @return null where nobody needs to count it
     */
    public @Nullable Ticket arrived(long now) {
        var own = own();
        if (own == null) return null;
        own.began();
        return new Ticket(self, now);
    }

    /** A request ended where it was given to. */
    public void ended(long now, Ticket ticket, Ending ending, long random) {
        var standing = current.get(ticket.life());
        if (standing == null) standing = former.get(ticket.life());
        if (standing == null) throw new IllegalStateException("not under way: " + ticket);
        standing.ended(now, ticket.since(), ending, random);
        boolean replaced = current.values().stream().anyMatch(Standing::isProven);
        if (replaced) former.values().removeIf(old -> old.inflight() == 0);
    }

    private @Nullable Standing own() {
        var own = current.get(self);
        return own == null ? former.get(self) : own;
    }
}
