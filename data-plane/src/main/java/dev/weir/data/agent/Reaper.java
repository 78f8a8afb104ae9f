package dev.weir.data.agent;

import dev.weir.events.EnvironmentId;
import dev.weir.events.Reap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the orders to end other lives' sessions: tries until none is left, says so, and says it
 * again until the order is withdrawn, as it may not have been heard.
 */
final class Reaper {
    /** After an attempt that found some, or failed. */
    private static final long RETRY = Duration.ofMillis(200).toNanos();

    /** Between repetitions of what was said. */
    private static final long REPEAT = Duration.ofSeconds(2).toNanos();

    /**
     * A process that has ended may have been connecting as it did, and the server shows a session
     * only once it is ready: so twice nothing must be found, this long apart.
     */
    private static final long SETTLE = Duration.ofSeconds(2).toNanos();

    private final Map<Key, Task> tasks = new LinkedHashMap<>();

    private record Key(EnvironmentId environment, Reap order) {}

    private static final class Task {
        private long nextAt;
        private boolean running;
        private boolean clean;
        private long cleanSince;

        Task(long now) {
            nextAt = now;
        }
    }

    /** The orders for an environment, in place of all before. */
    void ordered(EnvironmentId environment, List<Reap> orders, long now) {
        tasks.keySet()
                .removeIf(key ->
                        key.environment().equals(environment) && !orders.contains(key.order()));
        for (var order : orders) {
            tasks.computeIfAbsent(new Key(environment, order), _ -> new Task(now));
        }
    }

    /** What is to be tried now. */
    List<AgentEffect> due(long now) {
        if (tasks.isEmpty()) return List.of();
        var due = new ArrayList<AgentEffect>();
        tasks.forEach((key, task) -> {
            if (task.running || now - task.nextAt < 0) return;
            task.running = true;
            due.add(new AgentEffect.EndSessions(key.environment(), key.order()));
        });
        return due;
    }

    /** An attempt has ended; whether it can be said that nothing is left. */
    boolean ended(EnvironmentId environment, Reap order, boolean none, long now) {
        var task = tasks.get(new Key(environment, order));
        if (task == null) return false; // withdrawn meanwhile
        task.running = false;
        if (!none) {
            task.clean = false;
            task.nextAt = now + RETRY;
            return false;
        }
        if (!task.clean) {
            task.clean = true;
            task.cleanSince = now;
        }
        boolean settled = !order.over() || now - task.cleanSince >= SETTLE;
        task.nextAt = now + (settled ? REPEAT : SETTLE / 4);
        return settled;
    }
}
