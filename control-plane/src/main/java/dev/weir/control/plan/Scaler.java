package dev.weir.control.plan;

import dev.weir.control.fleet.Demand;
import dev.weir.control.fleet.Holding;
import dev.weir.control.fleet.Moment;
import dev.weir.control.fleet.Sample;
import dev.weir.events.EnvironmentId;
import dev.weir.events.PoolMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tells how large a pool should be for what it is asked, if there were no limit. */
final class Scaler {
    /** Two heartbeats: what a replica hears at once, after it heard nothing, may be old news. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    private final ScalingPolicy policy;

    Scaler(ScalingPolicy policy) {
        this.policy = policy;
    }

    Wish wish(
            EnvironmentId environment,
            Holding holding,
            Demand demand,
            Duration idleTimeout,
            Moment now) {
        boolean dormant = holding.pool() == PoolMode.DORMANT;
        if (dormant && !isAwake(demand)) {
            return new Wish(environment, holding, 1, 1, 1, PoolMode.DORMANT, "place", Map.of());
        }
        if (!dormant && isIdle(holding, demand, idleTimeout, now)) {
            var numbers = Map.of("idleSeconds", seconds(idleFor(demand)));
            return new Wish(environment, holding, 1, 1, 1, PoolMode.DORMANT, "idle-stop", numbers);
        }
        return active(environment, holding, demand, now);
    }

    /** Whether a request has come since the pool was put to sleep. */
    static boolean isAwake(Demand demand) {
        return demand.wokenAt() != null || demand.samples().stream().anyMatch(Scaler::isWorking);
    }

    /** Whether a pool had work when it was last heard of, a while ago at most. */
    boolean wasWorking(Demand demand, Moment now) {
        var latest = demand.latest();
        return latest != null
                && isWorking(latest)
                && !now.isPast(policy.halvingEvery(), latest.heardAt());
    }

    private static boolean isWorking(Sample sample) {
        var report = sample.report();
        return report.requests() > 0 || report.waiting() > 0 || report.busy() > 0;
    }

    /** Whether nobody has asked a pool for long, by its latest reports. */
    static boolean isIdle(Holding holding, Demand demand, Duration idleTimeout, Moment now) {
        var latest = demand.latest();
        return latest != null
                && isQuiet(demand)
                && latest.report().epoch().compareTo(holding.since()) >= 0
                && latest.report().idleFor().compareTo(idleTimeout) >= 0
                && (demand.wokenAt() == null || now.isPast(idleTimeout, demand.wokenAt()));
    }

    /** Whether it had no work in any report of the last seconds, and there were some. */
    private static boolean isQuiet(Demand demand) {
        var samples = demand.samples();
        var heard = samples.getLast().heardAt().since(samples.getFirst().heardAt());
        return heard.compareTo(QUIET) >= 0 && samples.stream().noneMatch(Scaler::isWorking);
    }

    private static Duration idleFor(Demand demand) {
        var latest = demand.latest();
        return latest == null ? Duration.ZERO : latest.report().idleFor();
    }

    private Wish active(EnvironmentId environment, Holding holding, Demand demand, Moment now) {
        int size = Math.max(1, holding.granted());
        var load = Load.of(demand.within(policy.slowWindow(), now));
        int fitting = fitting(load.concurrency());
        boolean starting =
                demand.wokenAt() != null && !now.isPast(policy.startWindow(), demand.wokenAt());
        int need;
        String rule;
        if (isPanic(demand, starting, now)) {
            need = Math.max(fitting, draining(load, size));
            rule = "panic";
        } else if (starting && needsStart(demand, load)) {
            need = Math.max(policy.startSize(), Math.max(fitting, draining(load, size)));
            rule = "start";
        } else if (isSlow(demand, now) || isBusy(demand, now)) {
            // One more than it seems to take, but once: what that brings is not known at once.
            int wanted = Math.max(fitting, justGrown(demand, now) ? size : size + 1);
            need = Math.min(wanted, doubled(demand, size, now));
            rule = "scale-up";
        } else {
            need = Math.min(fitting, size);
            rule = "scale-down";
        }
        int steady = Math.max(need, lately(demand, size, now));
        int hold = Math.max(steady, Math.min(size, kept(demand, size, now)));
        var knee = demand.knee();
        if (knee != null && now.compareTo(knee.until()) < 0 && hold > knee.size()) {
            need = Math.min(need, knee.size());
            steady = Math.min(steady, knee.size());
            hold = knee.size();
            rule = "knee";
        }
        return new Wish(
                environment,
                holding,
                need,
                steady,
                hold,
                PoolMode.ACTIVE,
                rule,
                numbers(load, demand, need));
    }

    /**
     * Remembers that a pool was let grow, and what it did before, to be compared with what it does
     * then. Growth in steps counts from the first one, or it would double with each.
     */
    Demand grown(Demand demand, int from, Moment now) {
        if (justGrown(demand, now)) return demand;
        var load = Load.of(demand.within(policy.slowWindow(), now));
        return demand.grown(now, new Demand.Growth(from, load.throughput(), load.service()));
    }

    /**
     * Looks at what the last growth brought, once it is in use and if work still waits: without
     * that there was no reason to do more.
     */
    Demand judge(Demand demand, Moment now) {
        var growth = demand.growth();
        var grownAt = demand.grownAt();
        var latest = demand.latest();
        if (growth == null || grownAt == null || latest == null) return demand;
        if (!now.isPast(policy.judgeAfter(), grownAt)) return demand;
        var since = demand.within(now.since(grownAt).minus(policy.judgeAfter().dividedBy(2)), now);
        var load = Load.of(since);
        boolean pressed =
                latest.report().waiting() > 0 || load.utilisation() > policy.highUtilisation();
        boolean inUse = latest.report().open() > growth.from() && growth.throughput() > 0;
        if (!pressed || !inUse) return demand.judged(null);
        boolean useless =
                load.throughput() < growth.throughput() * (1 + policy.leastGain())
                        || load.service() > growth.service() * (1 + policy.mostSlowdown());
        return demand.judged(
                useless ? new Demand.Knee(growth.from(), now.plus(policy.kneeHold())) : null);
    }

    /** Right after waking: before the first report of work, or while anybody waits. */
    private static boolean needsStart(Demand demand, Load load) {
        var latest = demand.latest();
        var woken = demand.wokenAt();
        return load.waiting() > 0
                || latest == null
                || (woken != null && latest.heardAt().compareTo(woken) <= 0);
    }

    private boolean isPanic(Demand demand, boolean starting, Moment now) {
        var samples = demand.within(policy.panicWindow(), now);
        return samples.size() >= (starting ? 1 : 2) && samples.stream().allMatch(this::isDire);
    }

    private boolean isDire(Sample sample) {
        return sample.report().waitP95().compareTo(policy.panicWait()) > 0
                || sample.report().waiting() > policy.panicQueue() * Math.max(1, sample.size());
    }

    private boolean isSlow(Demand demand, Moment now) {
        var working =
                demand.within(policy.slowWindow(), now).stream().filter(Scaler::isWorking).toList();
        return spans(working, policy.slowWindow())
                && working.stream()
                        .allMatch(sample ->
                                sample.report().waitP95().compareTo(policy.slowWait()) > 0);
    }

    private boolean isBusy(Demand demand, Moment now) {
        var samples = demand.within(policy.utilisationWindow(), now);
        return spans(samples, policy.utilisationWindow())
                && Load.of(samples).utilisation() > policy.highUtilisation();
    }

    /** Whether samples cover four fifths of a window. */
    private static boolean spans(List<Sample> samples, Duration window) {
        if (samples.size() < 2) return false;
        var span = samples.getLast().heardAt().since(samples.getFirst().heardAt());
        return span.compareTo(window.multipliedBy(7).dividedBy(10)) >= 0;
    }

    private int fitting(double concurrency) {
        return Math.max(1, ceil(concurrency / policy.targetUtilisation()));
    }

    /** For what arrives and what waits; without any experience of it, four times as much. */
    private int draining(Load load, int size) {
        if (load.waiting() == 0) return size;
        if (load.service() == 0) return Math.min(4 * size, size + load.waiting());
        double arrivals = load.arrivals() + load.waiting() / seconds(policy.drainWithin());
        int target = ceil(arrivals * load.service() / policy.targetUtilisation());
        return Math.min(target, size + load.waiting());
    }

    private int doubled(Demand demand, int size, Moment now) {
        int before = justGrown(demand, now) ? Math.max(1, demand.sizeBefore()) : size;
        return Math.max(size, 2 * before);
    }

    private boolean justGrown(Demand demand, Moment now) {
        return demand.grownAt() != null && !now.isPast(policy.doublingEvery(), demand.grownAt());
    }

    private int lately(Demand demand, int size, Moment now) {
        return demand.peaks().isEmpty() ? size : demand.most(policy.steadiness(), now);
    }

    /** The most that was recommended lately, and at least half of what it had a while ago. */
    private int kept(Demand demand, int size, Moment now) {
        if (demand.peaks().isEmpty()) return size; // nothing known: whoever gave it had a reason
        int kept = 1;
        int before = 0;
        for (var peak : demand.peaks()) {
            kept = Math.max(kept, peak.recommended());
            if (before == 0 || now.isPast(policy.halvingEvery(), peak.from())) before = peak.size();
        }
        return Math.max(kept, (before + 1) / 2);
    }

    private static Map<String, Double> numbers(Load load, Demand demand, int need) {
        var latest = demand.latest();
        var numbers = new TreeMap<String, Double>();
        numbers.put("arrivalsPerSecond", load.arrivals());
        numbers.put("serviceMillis", load.service() * 1_000);
        numbers.put("utilisation", load.utilisation());
        numbers.put("waiting", (double) Math.max(load.waiting(), demand.wakingWith()));
        numbers.put(
                "waitP95Millis", latest == null ? 0 : seconds(latest.report().waitP95()) * 1_000);
        numbers.put("need", (double) need);
        return numbers;
    }

    private static int ceil(double value) {
        return (int) Math.min(1_000_000, Math.ceil(value - 1e-9));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
