package dev.weir.data.usage;

import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All accounts of this process. An account lives as long as the process, since usage records tell
 * the sum since its beginning. Thread-safe.
 */
public final class Accounts {
    private record Entry(ProjectId project, Account account) {}

    private final Map<EnvironmentId, Entry> entries = new ConcurrentHashMap<>();
    private final Account platform;
    private final Counters counters;
    private volatile boolean full;

    /** Accounts in memory. */
    public Accounts() {
        this(Counters.IN_MEMORY);
    }

    /** Accounts that count there. */
    public Accounts(Counters counters) {
        this.counters = counters;
        platform = new Account("_platform", counters.platform());
    }

    /**
     * The account of an environment, made at its first mention; always the same object.
     *
     * @param project whom usage is recorded for from now on
     * @throws NoRoomToCount when there is no room for another environment
     */
    public Account of(EnvironmentId environment, ProjectId project) {
        var known = entries.get(environment);
        if (known != null && known.project.equals(project)) return known.account;
        return entries.compute(
                        environment,
                        (id, before) -> {
                            var cells = counters.open(id, project);
                            return new Entry(
                                    project,
                                    before == null
                                            ? new Account(id.value(), cells)
                                            : before.account);
                        })
                .account;
    }

    /**
     * Whether nothing new may be begun, because what it uses might not be kept. Doors ask before
     * they begin anything for an environment.
     */
    public boolean isFull() {
        return full;
    }

    /** Tells doors whether there is room to keep what is used. */
    public void full(boolean now) {
        full = now;
    }

    /** What belongs to nobody and is billed to nobody: health checks, refused strangers, timers. */
    public Account platform() {
        return platform;
    }

    /** What every environment's account says now. */
    public List<Reading> readings() {
        return entries.entrySet().stream()
                .map(entry ->
                        new Reading(
                                entry.getKey(),
                                entry.getValue().project,
                                entry.getValue().account.totals()))
                .toList();
    }

    /** An environment's totals at one moment. */
    public record Reading(EnvironmentId environment, ProjectId project, UsageTotals totals) {}
}
