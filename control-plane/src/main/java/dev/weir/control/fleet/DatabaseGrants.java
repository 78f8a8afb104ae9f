package dev.weir.control.fleet;

import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentId;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The lasting part of what is known of a database: what the store keeps, and guards.
 *
 * @param version rises with every change in the store
 * @param environments by id
 */
public record DatabaseGrants(
        DatabaseId id,
        Limit limit,
        long version,
        Map<EnvironmentId, EnvironmentGrants> environments) {
    /** Copies the environments; refuses more than the limit. */
    public DatabaseGrants {
        environments = ordered(environments);
        int charged = environments.values().stream().mapToInt(EnvironmentGrants::charged).sum();
        if (charged + limit.reserve() > limit.effective()) {
            throw new IllegalArgumentException(
                    "database " + id + ": charged " + charged + " does not fit " + limit);
        }
    }

    /** One without environments. */
    public static DatabaseGrants of(DatabaseId id, Limit limit) {
        return new DatabaseGrants(id, limit, 1, Map.of());
    }

    /** What counts against the limit. */
    public int charged() {
        return environments.values().stream().mapToInt(EnvironmentGrants::charged).sum();
    }

    /** One of its environments. */
    public Optional<EnvironmentGrants> environment(EnvironmentId environment) {
        return Optional.ofNullable(environments.get(environment));
    }

    /**
     * The same with an environment in place of what it was, and the limit enforced as low as it can
     * be.
     */
    public DatabaseGrants with(EnvironmentGrants environment) {
        var changed = ordered(environments);
        changed.put(environment.id(), environment);
        return withAll(changed);
    }

    /** The same with these environments. */
    public DatabaseGrants withAll(Map<EnvironmentId, EnvironmentGrants> changed) {
        int charged = changed.values().stream().mapToInt(EnvironmentGrants::charged).sum();
        // Never above what was enforced before: only an operator raises a limit.
        var enforced = new Limit(limit.wanted(), limit.effective(), limit.reserve()).with(charged);
        if (enforced.effective() > limit.effective()) {
            throw new IllegalArgumentException(
                    "database " + id + ": charged " + charged + " does not fit " + limit);
        }
        return new DatabaseGrants(id, enforced, version, changed);
    }

    /** The same with what the operator set; it is enforced as far as the charges allow. */
    public DatabaseGrants withLimit(int wanted, int reserve) {
        return new DatabaseGrants(
                id, Limit.of(wanted, reserve).with(charged()), version, environments);
    }

    /** The same as the store has it after a commit. */
    public DatabaseGrants committed(long newVersion) {
        return new DatabaseGrants(id, limit, newVersion, environments);
    }

    private static SortedMap<EnvironmentId, EnvironmentGrants> ordered(
            Map<EnvironmentId, EnvironmentGrants> environments) {
        var ordered =
                new TreeMap<EnvironmentId, EnvironmentGrants>(
                        java.util.Comparator.comparing(EnvironmentId::value));
        ordered.putAll(environments);
        return ordered;
    }
}
