package dev.weir.control.plan;

import dev.weir.control.fleet.DatabaseGrants;
import dev.weir.control.fleet.DatabaseState;
import dev.weir.control.fleet.Demand;
import dev.weir.control.fleet.EnvironmentGrants;
import dev.weir.control.fleet.EnvironmentGrants.Standing;
import dev.weir.control.fleet.Fleet;
import dev.weir.control.fleet.Holding;
import dev.weir.control.fleet.Moment;
import dev.weir.control.fleet.PoolKey;
import dev.weir.control.plan.ControllerEvent.Defined;
import dev.weir.control.plan.ControllerEvent.LimitSet;
import dev.weir.control.plan.ControllerEvent.Reaped;
import dev.weir.control.plan.ControllerEvent.Reported;
import dev.weir.control.plan.ControllerEvent.Requested;
import dev.weir.control.plan.ControllerEvent.Tick;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Epoch;
import dev.weir.events.LeaseGranted;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeLife;
import dev.weir.events.PoolMode;
import dev.weir.events.PoolReport;
import dev.weir.events.PoolState;
import dev.weir.events.Reap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides who may hold how many connections. The same state and event give the same decision. */
public final class Controller {
    private final ScalingPolicy policy;
    private final Planner planner;

    /** A controller with its thresholds. */
    public Controller(ScalingPolicy policy) {
        this.policy = policy;
        this.planner = new Planner(policy);
    }

    /** What an event leads to. */
    public Decision decide(DatabaseState state, ControllerEvent event) {
        var observed = observe(state, event);
        if (!asksForPlan(state, observed, event)) return new Decision(observed, List.of());
        var noted = observed.ended(endedLives(observed, event.fleet()), event.fleet().now());
        boolean reclaim = event instanceof Tick;
        return carryOut(state.grants(), noted, planner.plan(noted, event.fleet(), reclaim), event);
    }

    /**
     * The answer to a heartbeat: the right to open connections for a while; none for a life that
     * another has replaced.
     */
    public static Optional<LeaseGranted> answer(
            Fleet fleet, NodeHeartbeat heartbeat, Duration timeToLive) {
        return fleet.isRetired(heartbeat.life())
                ? Optional.empty()
                : Optional.of(
                        new LeaseGranted(heartbeat.life(), heartbeat.sequence(), timeToLive, 0));
    }

    /**
     * Whether a report may change anything: not so if its pool is at rest, by the report and by the
     * grant, and has been reported at rest before.
     */
    public static boolean isNews(DatabaseState state, NodeLife life, PoolReport report) {
        boolean works = report.waiting() > 0 || report.busy() > 0 || report.requests() > 0;
        if (works || report.state() != PoolState.DORMANT) return true;
        var holding =
                state.grants()
                        .environment(report.environment())
                        .flatMap(environment -> environment.holding(life))
                        .orElse(null);
        if (holding == null) return false;
        var demand = state.demand(new PoolKey(report.environment(), life));
        var latest = demand.latest();
        boolean rests =
                holding.pool() == PoolMode.DORMANT
                        && holding.isAcknowledged()
                        && holding.reaping() == null
                        && report.held() >= holding.acknowledged();
        return !rests
                || latest == null
                || !latest.report().epoch().equals(report.epoch())
                || latest.report().held() != report.held()
                || latest.report().state() != report.state()
                || Scaler.isAwake(demand);
    }

    private static DatabaseState observe(DatabaseState state, ControllerEvent event) {
        return switch (event) {
            case Tick _ -> state;
            case Reported reported -> report(state, reported);
            case Requested requested -> wake(state, requested);
            case Reaped reaped -> state.with(reap(state.grants(), reaped));
            case Defined defined -> state.with(define(state.grants(), defined));
            case LimitSet(_, var limit, var reserve) ->
                    state.with(state.grants().withLimit(limit, reserve));
        };
    }

    private static DatabaseState report(DatabaseState state, Reported event) {
        var report = event.report();
        var environment = state.grants().environments().get(report.environment());
        if (environment == null || event.fleet().isRetired(event.life())) {
            return state;
        }
        var pool = new PoolKey(report.environment(), event.life());
        var holding = environment.holding(event.life()).orElse(null);
        if (holding == null) {
            boolean asked = report.waiting() > 0 && state.demand(pool).wokenAt() == null;
            return asked
                    ? state.with(
                            pool, state.demand(pool).woken(event.fleet().now(), report.waiting()))
                    : state;
        }
        var acknowledged = environment.acknowledged(event.life(), report.epoch(), report.held());
        var grants =
                acknowledged.equals(environment)
                        ? state.grants()
                        : state.grants().with(acknowledged);
        return state.with(grants)
                .with(
                        pool,
                        state.demand(pool)
                                .reported(event.fleet().now(), holding.granted(), report));
    }

    private static DatabaseState wake(DatabaseState state, Requested event) {
        var environment = state.grants().environments().get(event.environment());
        if (environment == null) return state;
        var pool = new PoolKey(event.environment(), event.life());
        var now = event.fleet().now();
        var demand = state.demand(pool);
        boolean awake =
                environment
                        .holding(event.life())
                        .filter(holding -> holding.pool() == PoolMode.ACTIVE)
                        // One that nobody has asked for long would be put to sleep for it.
                        .filter(holding ->
                                !Scaler.isIdle(holding, demand, environment.idleTimeout(), now))
                        .isPresent();
        return awake ? state : state.with(pool, demand.woken(now, event.waiting()));
    }

    /** Only the order that still holds counts: an older one was about another moment. */
    private static DatabaseGrants reap(DatabaseGrants grants, Reaped event) {
        var environment = grants.environments().get(event.environment());
        if (environment == null) return grants;
        var holding = environment.holding(event.life()).orElse(null);
        if (holding == null) return grants;
        var order = holding.reaping();
        return order == null || order.done() || !order.epoch().equals(event.order())
                ? grants
                : grants.with(environment.replaced(holding, holding.reaped(order)));
    }

    private static Set<PoolKey> endedLives(DatabaseState state, Fleet fleet) {
        var ended = new HashSet<PoolKey>();
        for (var environment : state.grants().environments().values()) {
            for (var holding : environment.holdings()) {
                if (fleet.isRetired(holding.life())) {
                    ended.add(holding.of(environment.id()));
                }
            }
        }
        return ended;
    }

    private static DatabaseGrants define(DatabaseGrants grants, Defined event) {
        var before = grants.environments().get(event.environment());
        if (before == null) {
            if (event.standing() == Standing.DELETED) return grants;
            return grants.with(
                    new EnvironmentGrants(
                            event.environment(),
                            event.standing(),
                            event.limit(),
                            event.idleTimeout(),
                            Epoch.NONE,
                            List.of()));
        }
        return grants.with(before.with(event.standing(), event.limit(), event.idleTimeout()));
    }

    /** Reports are many and plans cost: a quiet one waits for the next tick. */
    private static boolean asksForPlan(
            DatabaseState before, DatabaseState observed, ControllerEvent event) {
        if (!(event instanceof Reported reported)) return true;
        return !observed.grants().equals(before.grants())
                || reported.report().waiting() > 0
                || reported.report().busy() > 0
                || reported.report().requests() > 0;
    }

    private Decision carryOut(
            DatabaseGrants before, DatabaseState state, Plan plan, ControllerEvent event) {
        var now = event.fleet().now();
        var learned = new Learned(state);
        for (var wish : plan.wishes()) {
            if (wish.mode() == PoolMode.ACTIVE) recommend(learned, wish, now);
        }
        var environments =
                new HashMap<EnvironmentId, EnvironmentGrants>(state.grants().environments());
        var commands = new ArrayList<Command>();
        for (var environment : state.grants().environments().values()) {
            var id = environment.id();
            var change =
                    new Change(
                            plan.targets().getOrDefault(id, List.of()),
                            plan.released().getOrDefault(id, List.of()),
                            plan.reaps().getOrDefault(id, List.of()),
                            !reaps(before, id).equals(environment.reaps()));
            if (change.isNone()) continue;
            var changed = change.of(environment);
            environments.put(id, changed);
            remember(learned, id, change.targets(), now);
            learned.told(id, now);
            for (var reap : change.reaps()) learned.demand(reap.holding().of(id), Demand.NONE);
            commands.add(new Command.Publish(changed.toFact(state.grants().id())));
            commands.add(new Command.Publish(change.explain(state.grants(), changed)));
        }
        var grants = settled(state.grants(), environments);
        retell(learned, grants, event.fleet(), commands);
        return new Decision(learned.on(grants).tidied(now).pursuing(now), commands);
    }

    private void recommend(Learned learned, Wish wish, Moment now) {
        var demand = learned.demand(wish.key());
        int size = wish.holding().granted();
        // The first one that is remembered is the size found: there was a reason for it.
        int recommended = demand.peaks().isEmpty() ? Math.max(size, wish.need()) : wish.need();
        learned.demand(
                wish.key(),
                planner.judge(demand, now).recommended(now, size, recommended, policy.memory()));
    }

    /** The grants with these environments, those that are over left out. */
    private static DatabaseGrants settled(
            DatabaseGrants before, Map<EnvironmentId, EnvironmentGrants> environments) {
        environments
                .values()
                .removeIf(environment ->
                        environment.standing() == Standing.DELETED
                                && environment.holdings().isEmpty());
        boolean changed = !environments.equals(before.environments());
        boolean falls =
                before.limit().with(before.charged()).effective() < before.limit().effective();
        return changed || falls ? before.withAll(environments) : before;
    }

    private static List<Reap> reaps(DatabaseGrants grants, EnvironmentId id) {
        return grants.environment(id).map(EnvironmentGrants::reaps).orElse(List.of());
    }

    private void remember(Learned learned, EnvironmentId id, List<Target> targets, Moment now) {
        for (var target : targets) {
            var pool = target.holding().of(id);
            if (target.mode() == PoolMode.DORMANT) {
                learned.demand(pool, Demand.NONE);
            } else if (target.size() > target.holding().granted()) {
                learned.demand(
                        pool, planner.grown(learned.demand(pool), target.holding().granted(), now));
            }
        }
    }

    /** Publishes grants again that a live node has not taken over: it may have missed them. */
    private void retell(
            Learned learned, DatabaseGrants grants, Fleet fleet, List<Command> commands) {
        for (var environment : grants.environments().values()) {
            var id = environment.id();
            var told = learned.toldAt(id);
            if (told == null) {
                learned.told(id, fleet.now());
            } else if (fleet.now().isPast(policy.retellAfter(), told)
                    && environment.holdings().stream().anyMatch(h -> isBehind(h, fleet))) {
                learned.told(id, fleet.now());
                commands.add(new Command.Publish(environment.toFact(grants.id())));
            }
        }
    }

    private static boolean isBehind(Holding holding, Fleet fleet) {
        return !holding.isAcknowledged()
                && (fleet.isUsable(holding.life()) || fleet.isDraining(holding.life()));
    }
}
