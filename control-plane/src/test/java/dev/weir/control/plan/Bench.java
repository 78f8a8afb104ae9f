package dev.weir.control.plan;

import dev.weir.control.fleet.DatabaseGrants;
import dev.weir.control.fleet.DatabaseState;
import dev.weir.control.fleet.EnvironmentGrants.Standing;
import dev.weir.control.fleet.Fleet;
import dev.weir.control.fleet.Holding;
import dev.weir.control.fleet.Limit;
import dev.weir.control.fleet.Moment;
import dev.weir.control.fleet.SilencePolicy;
import dev.weir.events.DatabaseId;
import dev.weir.events.DecisionMade;
import dev.weir.events.EnvironmentId;
import dev.weir.events.GrantEvent.Granted;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.Reap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/** One database, its controller, and a clock that the test moves. */
final class Bench {
    static final Duration IDLE = Duration.ofMinutes(6);

    final Controller controller = new Controller(ScalingPolicy.DEFAULTS);
    final List<Granted> told = new ArrayList<>();
    final List<DecisionMade> decisions = new ArrayList<>();
    DatabaseState state;
    Fleet fleet;

    /** How many heartbeats another replica has answered that were not heard here. */
    int answeredElsewhere;

    Bench(int limit) {
        fleet = Fleet.watching(new Moment(0), SilencePolicy.DEFAULTS, Set.of());
        state = DatabaseState.of(DatabaseGrants.of(new DatabaseId("db1"), Limit.of(limit, 0)));
    }

    static EnvironmentId environment(int number) {
        return new EnvironmentId("env" + number);
    }

    List<Granted> decide(Function<Fleet, ControllerEvent> event) {
        int before = told.size();
        var decision = controller.decide(state, event.apply(fleet));
        state = decision.state();
        for (var command : decision.commands()) {
            switch (command) {
                case Command.Publish(Granted granted) -> told.add(granted);
                case Command.Publish(DecisionMade made) -> decisions.add(made);
                case Command.Publish(var other) -> throw new AssertionError("unexpected " + other);
            }
        }
        return List.copyOf(told.subList(before, told.size()));
    }

    void define(int number) {
        define(number, Integer.MAX_VALUE, Standing.ACTIVE);
    }

    void define(int number, int limit, Standing standing) {
        decide(seen ->
                new ControllerEvent.Defined(seen, environment(number), standing, limit, IDLE));
    }

    void limit(int limit) {
        decide(seen -> new ControllerEvent.LimitSet(seen, limit, 0));
    }

    void pass(Duration time) {
        fleet = fleet.at(fleet.now().plus(time));
        withhold();
        decide(ControllerEvent.Tick::new);
    }

    /** As a replica does with every tick. */
    private void withhold() {
        for (var environment : state.grants().environments().values()) {
            for (var holding : environment.holdings()) {
                if (fleet.isToWithhold(holding.life())) {
                    var heard = fleet.nodes().get(holding.node());
                    var answered =
                            heard == null
                                    ? OptionalLong.empty()
                                    : OptionalLong.of(heard.sequence() + answeredElsewhere);
                    fleet = fleet.withhold(holding.life(), new Fleet.Withholding(1, answered));
                }
                if (fleet.isToExpire(holding.node())) {
                    fleet = fleet.expire(holding.life());
                }
            }
        }
    }

    /** Whether a life that speaks is given a lease. */
    boolean isAdmitted(SimulatedNode node) {
        return state.grants().environments().values().stream()
                .flatMap(environment -> environment.holdings().stream())
                .filter(holding -> holding.life().equals(node.life()))
                .allMatch(holding -> holding.reaping() == null);
    }

    /** What is ordered to be reaped for an environment. */
    List<Reap> reaps(int number) {
        return state.grants().environment(environment(number)).orElseThrow().reaps();
    }

    /** Somebody says that it was done. */
    void reaped(int number, Reap order) {
        decide(seen ->
                new ControllerEvent.Reaped(seen, environment(number), order.life(), order.epoch()));
    }

    void hear(NodeHeartbeat heartbeat) {
        if (!fleet.isNews(heartbeat)) return;
        fleet = fleet.apply(heartbeat, fleet.now());
        for (var report : heartbeat.pools()) {
            decide(seen -> new ControllerEvent.Reported(seen, heartbeat.life(), report));
        }
    }

    void request(int number, SimulatedNode node, int waiting) {
        decide(seen ->
                new ControllerEvent.Requested(seen, environment(number), node.life(), waiting));
    }

    /** Everybody hears what was told and says so. */
    void settle(SimulatedNode... nodes) {
        for (int i = 0; i < 3; i++) {
            for (var node : nodes) {
                List.copyOf(told).forEach(node::hear);
                node.giveBack(Integer.MAX_VALUE / 2);
                hear(node.heartbeat());
            }
            decide(ControllerEvent.Tick::new);
        }
    }

    List<Holding> holdings(int number) {
        return state.grants().environment(environment(number)).orElseThrow().holdings();
    }

    int granted(int number, SimulatedNode node) {
        return state.grants().environment(environment(number)).orElseThrow().holdings().stream()
                .filter(h -> h.life().equals(node.life()))
                .mapToInt(Holding::granted)
                .sum();
    }
}
