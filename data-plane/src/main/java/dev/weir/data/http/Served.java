package dev.weir.data.http;

import dev.weir.data.usage.Account;
import dev.weir.events.EnvironmentEvent.EnvironmentDefined;

/** An environment as a request finds it. */
record Served(EnvironmentDefined environment, Backend backend, Account account) {
    /** Runs a task on the loop that owns the environment's connections, metered. */
    void execute(Runnable task) {
        backend.lender().executor().execute(task);
    }
}
