package dev.weir.control.replica;

import dev.weir.control.fleet.DatabaseGrants;
import dev.weir.control.fleet.DatabaseState;
import dev.weir.control.fleet.Fleet;
import dev.weir.control.plan.Controller;
import dev.weir.control.plan.ControllerEvent;
import dev.weir.control.plan.Decision;
import dev.weir.control.plan.Pace;
import dev.weir.control.replica.ControlStore.Outcome;
import dev.weir.control.replica.ControlStore.PartitionLease;
import dev.weir.control.replica.ControlStore.Progress;
import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.NodeLife;
import dev.weir.events.PoolReport;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The databases of a replica: loads them, decides on each event, commits, and when another replica
 * was faster reloads and decides anew. One thread writes; the map of states may be read by any.
 */
final class Decisions {
    private static final int MAX_ATTEMPTS = 8;
    private static final Comparator<DatabaseId> BY_ID = Comparator.comparing(DatabaseId::value);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(5);

    /** From so many on, databases are loaded by a query for each table instead of one by one. */
    private static final int BULK = 16;

    private final ControlStore ledger;
    private final BiFunction<DatabaseState, ControllerEvent, Decision> controller;
    private final Function<DatabaseId, Optional<PartitionLease>> owned;
    private final Membership membership;
    private final Witness witness;
    private final Map<DatabaseId, DatabaseState> states = new ConcurrentHashMap<>();
    private final Map<EnvironmentId, DatabaseId> databaseOf = new ConcurrentHashMap<>();
    private final Agenda agenda = new Agenda();
    private Fleet.@Nullable Shape shape;

    Decisions(
            ControlStore ledger,
            BiFunction<DatabaseState, ControllerEvent, Decision> controller,
            Function<DatabaseId, Optional<PartitionLease>> owned,
            Membership membership,
            Witness witness) {
        this.ledger = ledger;
        this.controller = controller;
        this.owned = owned;
        this.membership = membership;
        this.witness = witness;
    }

    Map<DatabaseId, DatabaseState> states() {
        return states;
    }

    /** The state of an environment's database, if it is this replica's. */
    Optional<DatabaseState> of(EnvironmentId environment) {
        var database = databaseOf.get(environment);
        return database == null ? Optional.empty() : Optional.ofNullable(states.get(database));
    }

    /** Decides the databases that are due; all of them in turn when the fleet has changed. */
    void tick() {
        var fleet = membership.fleet();
        var now = fleet.shape();
        if (!now.equals(shape)) {
            shape = now;
            agenda.all(states.keySet().stream().sorted(BY_ID).toList(), fleet.now());
        }
        for (var database : agenda.due(fleet.now())) tick(database);
    }

    private void tick(DatabaseId database) {
        boolean done = false;
        try {
            step(database, new ControllerEvent.Tick(membership.fleet()), null);
            done = true;
        } finally {
            if (!done && states.containsKey(database)) {
                agenda.by(database, membership.fleet().now());
            }
        }
    }

    /** Loads what has come to this replica, forgets what has left it. */
    void refresh() {
        var unknown = 0;
        var all = ledger.databases();
        for (var database : all) {
            if (owned.apply(database).isEmpty()) forget(database);
            else if (!states.containsKey(database)) unknown++;
        }
        if (unknown >= BULK) {
            reloadAll();
            return;
        }
        for (var database : all) {
            if (owned.apply(database).isPresent() && !states.containsKey(database)) {
                reload(database);
            }
        }
    }

    /** Loads all databases of this replica by one query for each table. */
    void reloadAll() {
        var loaded = ledger.loadAll();
        for (var database : List.copyOf(states.keySet())) {
            if (!loaded.containsKey(database)) forget(database);
        }
        loaded.forEach((database, grants) -> {
            if (owned.apply(database).isEmpty()) forget(database);
            else take(grants);
        });
    }

    /** A database was changed by another process, for example by a command. */
    void changed(DatabaseId database) {
        if (reload(database)) {
            step(database, new ControllerEvent.Tick(membership.fleet()), null);
        }
    }

    /** A node reported a pool. */
    void reported(NodeLife life, PoolReport report) {
        var state = of(report.environment()).orElse(null);
        if (state == null || !Controller.isNews(state, life, report)) return;
        var database = state.grants().id();
        if (isBehind(state, report)) reload(database);
        step(database, new ControllerEvent.Reported(membership.fleet(), life, report), null);
    }

    /** A node knows of a later decision: another replica has made it meanwhile. */
    private static boolean isBehind(DatabaseState state, PoolReport report) {
        return state.grants()
                .environment(report.environment())
                .filter(environment -> report.epoch().isAfter(environment.epoch()))
                .isPresent();
    }

    /** Something happened to a pool of an environment. */
    Outcome happened(
            EnvironmentId environment, DatabaseId named, ControllerEvent event, Progress progress) {
        var database = databaseOf.getOrDefault(environment, named);
        if (of(environment).isEmpty()) reload(database);
        if (!states.containsKey(database)) return moveOn(progress);
        return step(database, event, progress);
    }

    Outcome moveOn(Progress progress) {
        return ledger.advance(progress.owned(), progress.next()).isPresent()
                ? new Outcome.Advanced()
                : new Outcome.Fenced();
    }

    private boolean reload(DatabaseId database) {
        if (owned.apply(database).isEmpty()) {
            forget(database);
            return false;
        }
        var loaded = ledger.load(database);
        if (loaded.isEmpty()) {
            forget(database);
            return false;
        }
        take(loaded.get());
        return true;
    }

    /** As the store has it; what time may change is looked at with the next tick. */
    private void take(DatabaseGrants loaded) {
        var known = states.get(loaded.id());
        put(known == null ? DatabaseState.of(loaded) : known.with(loaded));
        if (known == null) {
            var state = states.get(loaded.id());
            if (state != null && Pace.of(state, membership.fleet()) != Pace.EVERY_TICK) {
                agenda.by(loaded.id(), membership.fleet().now());
            }
        }
    }

    private void put(DatabaseState state) {
        var id = state.grants().id();
        var before = states.put(id, state);
        var old = before == null ? null : before.grants();
        if (!isSame(old, state.grants())) {
            membership.holders().replace(old, state.grants());
            var environments = state.grants().environments().keySet();
            if (old != null) {
                for (var each : old.environments().keySet()) {
                    if (!environments.contains(each)) databaseOf.remove(each);
                }
            }
            for (var each : environments) databaseOf.put(each, id);
        }
        schedule(state);
    }

    /** A state that differs in its soft part only shares its grants with the one before. */
    @SuppressWarnings("ReferenceEquality") // comparing by value costs as much as there are grants
    private static boolean isSame(@Nullable DatabaseGrants one, DatabaseGrants other) {
        return one == other;
    }

    private void schedule(DatabaseState state) {
        var id = state.grants().id();
        var fleet = membership.fleet();
        switch (Pace.of(state, fleet)) {
            case EVERY_TICK -> agenda.everyTick(id);
            case SOON -> agenda.by(id, fleet.now().plus(SOON));
            case LATER -> agenda.by(id, fleet.now().plus(LATER));
            case AT_REST -> agenda.rest(id, fleet.now());
        }
    }

    private void forget(DatabaseId database) {
        var state = states.remove(database);
        if (state == null) return;
        agenda.forget(database);
        membership.holders().replace(state.grants(), null);
        state.grants().environments().keySet().forEach(databaseOf::remove);
    }

    private Outcome step(DatabaseId database, ControllerEvent event, @Nullable Progress progress) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            var state = states.get(database);
            if (state == null) break;
            var decision = controller.apply(state, event);
            if (!decision.changes(state)) {
                put(decision.state());
                return progress == null ? new Outcome.Advanced() : moveOn(progress);
            }
            var outcome = commit(database, state, decision, progress);
            switch (outcome) {
                case Outcome.Committed(var grants) -> {
                    witness.committed();
                    put(decision.state().with(grants));
                    membership.writeOff(decision.state());
                    return outcome;
                }
                case Outcome.Fenced() -> {
                    // Loaded again once it is this replica's again, or is still believed to be.
                    forget(database);
                    return outcome;
                }
                case Outcome.Advanced() ->
                        throw new AssertionError("a commit does not only move on");
                case Outcome.Spoke(var node) -> {
                    membership.admit(node);
                    return progress == null ? outcome : moveOn(progress);
                }
                case Outcome.Conflict() -> {
                    witness.conflicted();
                    reload(database);
                }
            }
        }
        return progress == null ? new Outcome.Conflict() : moveOn(progress);
    }

    private Outcome commit(
            DatabaseId database,
            DatabaseState state,
            Decision decision,
            @Nullable Progress progress) {
        var owner = progress == null ? owned.apply(database) : Optional.of(progress.owned());
        if (owner.isEmpty()) return new Outcome.Fenced();
        return ledger.commit(
                state.grants(),
                decision.state().grants(),
                decision.commands(),
                owner.get(),
                progress);
    }
}
