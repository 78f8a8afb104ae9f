package dev.weir.data.http;

import dev.weir.data.plan.JsonOutput;

/** What load balancers ask. */
final class Health {
    private static final int MAX_BYTES = 64;

    private Health() {}

    /** Whether to send requests here: no longer once the node is stopping. */
    static Answer answer(boolean draining) {
        var body = new JsonOutput(MAX_BYTES);
        return draining
                ? new Answer(503, "stopping", body.raw("{\"status\":\"stopping\"}"), null, 0)
                : Answer.ok(body.raw("{\"status\":\"ok\"}"));
    }
}
