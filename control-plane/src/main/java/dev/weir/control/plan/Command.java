package dev.weir.control.plan;

import dev.weir.events.Fact;

/** What is to be done once the state that it belongs to is committed. */
public sealed interface Command {
    /** Tell everybody. */
    record Publish(Fact fact) implements Command {}
}
