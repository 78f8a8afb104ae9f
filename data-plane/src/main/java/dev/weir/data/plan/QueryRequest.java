package dev.weir.data.plan;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A query as a client asked for it.
 *
 * @param model the model it starts from; null for raw queries
 * @param operation for example {@code findMany}
 * @param params the plan's parameters: {@link Long}, {@link java.math.BigDecimal}, {@link String},
 *     {@link Boolean}, {@link java.util.List}, {@link Map} or null
 * @param comments tags for {@link SqlComment}
 */
public record QueryRequest(
        @Nullable String model,
        String operation,
        Plan plan,
        Map<String, @Nullable Object> params,
        Map<String, String> comments) {

    /**
     * Reads a request's body. The plan is taken from the cache where it is known.
     *
     * @throws PlanFailure 400 P6005 if the body is not JSON, or not of this form; the message names
     *     the place
     * @throws dev.weir.data.memory.MemoryExhausted if there is no memory for its values
     */
    public static QueryRequest parse(byte[] body, PlanCache plans, ParseBudget budget) {
        return new RequestParser(plans, budget).parse(body);
    }
}
