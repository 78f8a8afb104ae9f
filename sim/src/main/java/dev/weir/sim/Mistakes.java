package dev.weir.sim;

import dev.weir.control.fleet.DatabaseGrants;
import dev.weir.control.fleet.DatabaseState;
import dev.weir.control.fleet.EnvironmentGrants;
import dev.weir.control.fleet.Fleet;
import dev.weir.control.fleet.Holding;
import dev.weir.control.fleet.Reaping;
import dev.weir.control.plan.ControllerEvent;
import dev.weir.control.plan.Decision;
import dev.weir.events.PoolMode;
import java.util.HashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Falsifies decisions and reports as a mutant would. */
final class Mistakes {
    private Mistakes() {}

    /** What a controller with this mistake decides. */
    static Decision decide(Mutant mutant, Decision decision, ControllerEvent event) {
        return falsifies(mutant)
                ? new Decision(
                        falsified(mutant, decision.state(), event.fleet()), decision.commands())
                : decision;
    }

    /** Whether it is a mistake in what is decided. */
    static boolean falsifies(Mutant mutant) {
        return switch (mutant) {
            case RECLAIM_AT_EXPIRY,
                    REAP_EVERY_SLOT,
                    GROW_BEFORE_ACKNOWLEDGEMENT,
                    NEW_LIFE_FREES_AT_ONCE,
                    SLEEP_UNHEARD ->
                    true;
            default -> false;
        };
    }

    private static DatabaseState falsified(Mutant mutant, DatabaseState state, Fleet fleet) {
        var environments = new HashMap<>(state.grants().environments());
        environments.replaceAll((_, environment) -> falsified(mutant, environment, fleet));
        DatabaseGrants grants = state.grants().withAll(environments);
        return state.with(grants);
    }

    private static EnvironmentGrants falsified(
            Mutant mutant, EnvironmentGrants environment, Fleet fleet) {
        var holdings =
                environment.holdings().stream()
                        .map(holding -> falsified(mutant, holding, fleet))
                        .flatMap(Optional::stream)
                        .toList();
        return environment.with(environment.epoch(), holdings);
    }

    private static Optional<Holding> falsified(Mutant mutant, Holding holding, Fleet fleet) {
        boolean over = fleet.isRetired(holding.life());
        return switch (mutant) {
            case NEW_LIFE_FREES_AT_ONCE -> over ? Optional.empty() : Optional.of(holding);
            case RECLAIM_AT_EXPIRY -> {
                boolean silent = fleet.isReapable(holding.life());
                yield Optional.of(
                        silent ? charged(holding, Math.min(1, holding.charged())) : holding);
            }
            case REAP_EVERY_SLOT -> {
                var reaping = holding.reaping();
                boolean done = reaping != null && reaping.done() && !over;
                yield Optional.of(done ? charged(holding, 0) : holding);
            }
            case SLEEP_UNHEARD ->
                    Optional.of(
                            !over && fleet.isSuspect(holding.node()) ? asleep(holding) : holding);
            case GROW_BEFORE_ACKNOWLEDGEMENT -> Optional.of(charged(holding, holding.granted()));
            default -> Optional.of(holding);
        };
    }

    private static Holding asleep(Holding holding) {
        return holding.granted(holding.granted(), PoolMode.DORMANT, holding.since());
    }

    private static Holding charged(Holding holding, int size) {
        return charged(holding, size, holding.reaping());
    }

    private static Holding charged(Holding holding, int size, @Nullable Reaping reaping) {
        return new Holding(
                holding.life(),
                holding.cluster(),
                holding.endpoint(),
                size == 0 ? PoolMode.DORMANT : holding.pool(),
                Math.min(holding.granted(), size),
                size,
                holding.since(),
                holding.acknowledgedEpoch(),
                reaping);
    }
}
