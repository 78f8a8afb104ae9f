package dev.weir.control.store;

import dev.weir.control.fleet.DatabaseGrants;
import dev.weir.control.fleet.DatabaseState;
import dev.weir.control.fleet.Fleet;
import dev.weir.control.management.Request;
import dev.weir.control.plan.Controller;
import dev.weir.control.plan.ControllerEvent;
import dev.weir.control.replica.ControlStore;
import dev.weir.events.DatabaseId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Carries out commands that touch a database's environments, each in one transaction and in one
 * order: lock the database's row, check, write, announce, decide, audit. All replicas and the
 * controller wait for the same lock, so that a command and a decision never cross.
 */
public final class Changes {
    private final FleetStore store;
    private final Outbox outbox;
    private final Controller controller;
    private final Supplier<Fleet> fleet;

    /**
     * Changes of a region.
     *
     * @param fleet the nodes as this replica sees them now
     */
    public Changes(FleetStore store, Outbox outbox, Controller controller, Supplier<Fleet> fleet) {
        this.store = store;
        this.outbox = outbox;
        this.controller = controller;
        this.fleet = fleet;
    }

    /** Checks and writes a command under the lock; empty: there is nothing to change. */
    @FunctionalInterface
    interface Command {
        Optional<Change> carryOut() throws SQLException;
    }

    /** The nodes as this replica sees them now. */
    Fleet fleet() {
        return fleet.get();
    }

    /** Carries out a command on a database. A refusal undoes the transaction. */
    void make(Connection connection, Request request, DatabaseId database, Command command)
            throws SQLException {
        var before =
                store.load(connection, database, true)
                        .orElseThrow(() -> Refused.missing("database", database));
        var done = command.carryOut();
        if (done.isEmpty()) return;
        var change = done.get();
        for (var fact : change.facts()) outbox.add(connection, fact);
        if (change.event() != null) decide(connection, before, change.event());
        Audit.add(connection, request, change.action(), change.subject(), change.details());
    }

    private void decide(Connection connection, DatabaseGrants before, ControllerEvent event)
            throws SQLException {
        var decision = controller.decide(DatabaseState.of(before), event);
        var committed =
                store.commit(connection, before, decision.state().grants(), decision.commands());
        if (!(committed instanceof ControlStore.Outcome.Committed)) {
            throw new IllegalStateException("changed under our lock: " + before.id());
        }
        Notifications.changed(connection, before.id());
    }
}
