package dev.weir.data.gateway;

import dev.weir.data.route.Attempts;
import dev.weir.events.EnvironmentId;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Requests that wait for a grant: their node was restarted and the grants name its earlier
 * incarnation, or the share of a lost node is on its way to others. Each checks again after pauses
 * that grow, for as long as it may wait for a connection. The number of an environment's waiting
 * requests is bounded by its queue's limit. Thread-safe.
 */
final class WaitingRoom {
    private final Vertx vertx;
    private final Map<EnvironmentId, Integer> waiting = new ConcurrentHashMap<>();

    WaitingRoom(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Has a request check again, unless its time is over or too many wait already. On its loop, as
     * the actions.
     *
     * @param checks made so far
     * @param check is run after a pause, unless the client leaves
     * @param late is run instead when no time is left to wait for a connection
     * @return whether one of them will be
     */
    boolean enter(RequestContext request, int checks, Runnable check, Runnable late) {
        var environment = request.environment().id();
        if (request.isGone() || request.isLate()) return false;
        if (!enter(environment, request.environment().settings().maxQueue())) return false;
        long pause = Attempts.pause(checks).toMillis();
        long timer =
                vertx.setTimer(
                        Math.clamp(request.patience().toMillis(), 1, pause),
                        _ -> {
                            leave(environment);
                            if (request.isGone()) return;
                            if (request.isLate()) late.run();
                            else check.run();
                        });
        request.exchange()
                .whenGone(() -> {
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

    /** Waiting requests of all environments. */
    int waiting() {
        return waiting.values().stream().mapToInt(Integer::intValue).sum();
    }
}
