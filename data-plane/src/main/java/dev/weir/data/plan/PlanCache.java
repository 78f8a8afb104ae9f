package dev.weir.data.plan;

/** Keeps compiled plans by the bytes of their JSON. Thread-safe. */
public interface PlanCache {
    /**
     * The plan whose JSON stands in the body from {@code from} up to {@code to}.
     *
     * @param budget charged for a plan that is not known
     * @throws PlanFailure P6005 if it is not a plan that this version understands, or exceeds the
     *     limits of {@link PlanLimits}
     */
    Plan get(byte[] body, int from, int to, ParseBudget budget);
}
