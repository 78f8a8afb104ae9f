package dev.weir.control.store;

import dev.weir.control.plan.ControllerEvent;
import dev.weir.events.Fact;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command that was checked and written under the lock of its database's row, and the steps that
 * follow from it.
 *
 * @param facts announced to nodes and to the billing meter, in order
 * @param event decided on by the controller; null: grants do not depend on the change
 * @param action a stable word for the audit log
 * @param subject the id of what was changed
 * @param details for the audit log, without secrets
 */
record Change(
        List<Fact> facts,
        @Nullable ControllerEvent event,
        String action,
        Object subject,
        String details) {}
