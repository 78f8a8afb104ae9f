package dev.weir.control.plan;

import dev.weir.control.fleet.DatabaseGrants;
import dev.weir.control.fleet.EnvironmentGrants;
import dev.weir.control.fleet.Holding;
import dev.weir.events.DecisionMade;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What changes for an environment: the next epoch of its grants.
 *
 * @param answered whether an order to reap was carried out, or is of no use any more
 */
record Change(List<Target> targets, List<Holding> released, List<Reclaim> reaps, boolean answered) {
    /** How many of an environment's pools a published decision tells in numbers. */
    private static final int EXPLAINED = 8;

    boolean isNone() {
        return targets.isEmpty() && released.isEmpty() && reaps.isEmpty() && !answered;
    }

    EnvironmentGrants of(EnvironmentGrants environment) {
        var epoch = environment.epoch().next();
        var holdings = new ArrayList<>(environment.holdings());
        holdings.removeAll(released);
        for (var reap : reaps) {
            holdings.remove(reap.holding());
            holdings.add(reap.ordered(epoch));
        }
        for (var target : targets) {
            holdings.remove(target.holding());
            holdings.add(target.holding().granted(target.size(), target.mode(), epoch));
        }
        return environment.with(epoch, holdings);
    }

    DecisionMade explain(DatabaseGrants before, EnvironmentGrants changed) {
        var numbers = new TreeMap<String, Double>();
        numbers.put("limit", (double) before.limit().wanted());
        numbers.put("reserve", (double) before.limit().reserve());
        numbers.put("chargedBefore", (double) before.charged());
        numbers.put("charged", (double) changed.charged());
        if (changed.limit() != Integer.MAX_VALUE) {
            numbers.put("environmentLimit", (double) changed.limit());
        }
        for (var target : targets.stream().limit(EXPLAINED).toList()) {
            var node = target.holding().node() + ".";
            numbers.put(node + "from", (double) target.holding().granted());
            numbers.put(node + "to", (double) target.size());
            target.numbers().forEach((name, value) -> numbers.put(node + name, value));
        }
        for (var reap : reaps.stream().limit(EXPLAINED).toList()) {
            var node = reap.holding().node() + ".";
            numbers.put(node + "reaped", (double) reap.holding().charged());
            numbers.put(node + "silentSeconds", reap.silentFor().toMillis() / 1e3);
        }
        for (var holding : released.stream().limit(EXPLAINED).toList()) {
            numbers.put(holding.node() + ".released", (double) holding.charged());
        }
        var grants = changed.holdings().stream().map(Holding::toGrant).toList();
        return new DecisionMade(
                before.id(), changed.id(), changed.epoch(), rule(), numbers, grants);
    }

    private String rule() {
        if (!reaps.isEmpty()) return reaps.getFirst().rule();
        if (!targets.isEmpty()) return targets.getFirst().rule();
        return released.isEmpty() ? "reaped" : "release";
    }
}
