package dev.weir.runtime;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What a process knows of its own state, by named checks. A process that is not live should be
 * restarted; one that is not ready should get no work. Thread-safe.
 */
public final class Health {
    private final Map<String, Supplier<State>> live = new ConcurrentHashMap<>();
    private final Map<String, Supplier<State>> ready = new ConcurrentHashMap<>();

    /**
     * What a check found.
     *
     * @param detail in a few words, without anything secret
     */
    public record State(boolean up, String detail) {
        /** All is well. */
        public static final State UP = new State(true, "up");

        /** Not well, and why. */
        public static State down(String why) {
            return new State(false, why);
        }
    }

    /** The states of all checks, by name. */
    public record Report(boolean up, Map<String, State> checks) {}

    /** Adds a check whose failing only a restart can mend. It must not block. */
    public void live(String name, Supplier<State> check) {
        live.put(name, check);
    }

    /** Adds a check whose failing means that work should go elsewhere. It must not block. */
    public void ready(String name, Supplier<State> check) {
        ready.put(name, check);
    }

    /** The checks of being live. */
    public Report live() {
        return report(live);
    }

    /** The checks of being ready, and those of being live. */
    public Report ready() {
        var both = new TreeMap<>(ready);
        both.putAll(live);
        return report(both);
    }

    private static Report report(Map<String, Supplier<State>> checks) {
        var states = new TreeMap<String, State>();
        checks.forEach((name, check) -> states.put(name, stateOf(check)));
        return new Report(states.values().stream().allMatch(State::up), states);
    }

    private static State stateOf(Supplier<State> check) {
        try {
            return check.get();
        } catch (RuntimeException e) {
            return State.down("check failed: " + e.getClass().getSimpleName());
        }
    }
}
