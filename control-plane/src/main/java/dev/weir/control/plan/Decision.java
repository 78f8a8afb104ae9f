package dev.weir.control.plan;

import dev.weir.control.fleet.DatabaseState;
import java.util.List;

/**
 * What came of an event.
 *
 * @param state the state from now on, if it can be committed
 * @param commands what follows from it, in order; none are carried out without the commit
 */
public record Decision(DatabaseState state, List<Command> commands) {
    /** Copies the commands. */
    public Decision {
        commands = List.copyOf(commands);
    }

    /** Whether there is anything for the store. */
    public boolean changes(DatabaseState before) {
        return !state.grants().equals(before.grants()) || !commands.isEmpty();
    }
}
