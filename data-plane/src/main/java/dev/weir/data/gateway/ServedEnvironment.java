package dev.weir.data.gateway;

import dev.weir.data.database.SessionLimits;
import dev.weir.data.database.ValueFormat;
import dev.weir.data.usage.Account;
import dev.weir.events.EnvironmentEvent.EnvironmentDefined;
import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentSettings;

/** An environment as a request finds it. */
public record ServedEnvironment(EnvironmentDefined environment, Backend backend, Account account) {
    /** The environment's id. */
    public EnvironmentId id() {
        return environment.environment();
    }

    /** The environment's settings. */
    public EnvironmentSettings settings() {
        return environment.settings();
    }

    /** Limits of the statements of one request whose rows are decoded. */
    public SessionLimits limits() {
        return limits(ValueFormat.STANDARD);
    }

    /** Limits of the statements of one request. */
    public SessionLimits limits(ValueFormat format) {
        return new SessionLimits(settings().queryTimeout(), settings().maxResponseBytes(), format);
    }

    /** Runs a task on the loop that owns the environment's connections, metered. */
    public void execute(Runnable task) {
        backend.lender().executor().execute(task);
    }
}
