package dev.weir.data.plan;

import java.util.Map;

/** Reads a request's body once, leaving the plan's part to the cache. */
record RequestParser(PlanCache plans) {
    QueryRequest parse(byte[] body) {
        if (body.length == 0) {
            throw PlanFailure.invalid("The request's body is empty.");
        }
        return new QueryRequest(null, "", plans.get(body, 0, body.length), Map.of(), Map.of());
    }
}
