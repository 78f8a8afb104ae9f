package dev.weir.data.gateway;

import dev.weir.data.http.Answer;
import dev.weir.data.plan.JsonOutput;

/** The answer to the check of load balancers. */
final class HealthAnswer {
    static final String PATH = "/health";
    private static final int MAX_BYTES = 64;

    private HealthAnswer() {}

    /** Whether to send requests here: no longer once the node is stopping. */
    static Answer of(boolean draining) {
        var body = new JsonOutput(MAX_BYTES);
        return draining
                ? Answer.error(503, "stopping", body.raw("{\"status\":\"stopping\"}"), 0)
                : Answer.ok(body.raw("{\"status\":\"ok\"}"));
    }
}
