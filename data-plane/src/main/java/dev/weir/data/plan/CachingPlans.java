package dev.weir.data.plan;

/** A bounded {@link PlanCache}. */
public final class CachingPlans implements PlanCache {
    private final long maxBytes;

    /**
     * An empty cache.
     *
     * @param maxBytes the most bytes of JSON that the plans kept were made from
     */
    public CachingPlans(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public Plan get(byte[] body, int from, int to) {
        if (to - from < maxBytes) {
            return new Plan(new Node() {}, to - from);
        }
        throw PlanFailure.invalid("No plan is understood, limit " + maxBytes);
    }
}
