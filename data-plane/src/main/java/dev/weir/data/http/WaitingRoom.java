package dev.weir.data.http;

import dev.weir.data.route.Attempts;
import dev.weir.events.EnvironmentId;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Requests that nobody holds a connection for, while a grant is to be expected: their node was
 * started again and the grants name its former life, or the share of a lost node is on its way to
 * others. Each looks again after pauses that grow, for as long as it may wait for a connection; of
 * an environment no more wait than may. Thread-safe.
 */
final class WaitingRoom {
    private final Vertx vertx;
    private final Map<EnvironmentId, Integer> waiting = new ConcurrentHashMap<>();

    WaitingRoom(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Has a request look again, unless its time is over or too many wait already. On its loop, as
     * what is given.
     *
     * @param looks how often it has looked
     * @param look is run after a pause, unless its client leaves
     * @param late is run instead when there is no time left to wait for a connection
     * @return whether one of them will be
     */
    boolean enter(Exchange exchange, Served served, int looks, Runnable look, Runnable late) {
        var environment = served.environment().environment();
        var settings = served.environment().settings();
        if (exchange.isGone() || exchange.isLate(settings.queueTimeout())) return false;
        if (!enter(environment, settings.maxQueue())) return false;
        long left = exchange.patience(settings.queueTimeout()).toMillis();
        long timer =
                vertx.setTimer(
                        Math.clamp(left, 1, Attempts.pause(looks).toMillis()),
                        _ -> {
                            leave(environment);
                            if (exchange.isGone()) return;
                            if (exchange.isLate(settings.queueTimeout())) late.run();
                            else look.run();
                        });
        exchange.whenGone(() -> {
            if (vertx.cancelTimer(timer)) leave(environment);
        });
        return true;
    }

    private boolean enter(EnvironmentId environment, int most) {
        var entered = new boolean[1];
        waiting.compute(
                environment,
                (_, before) -> {
                    int now = before == null ? 0 : before;
                    entered[0] = now < most;
                    return entered[0] ? now + 1 : now;
                });
        return entered[0];
    }

    private void leave(EnvironmentId environment) {
        waiting.computeIfPresent(environment, (_, now) -> now == 1 ? null : now - 1);
    }

    /** How many wait, of all environments. */
    int waiting() {
        return waiting.values().stream().mapToInt(Integer::intValue).sum();
    }
}
