package dev.weir.data.plan;

/** A compiled query plan. Immutable and shared by all requests that carry the same plan. */
public final class Plan {
    private final Node root;
    private final int weight;

    Plan(Node root, int weight) {
        this.root = root;
        this.weight = weight;
    }

    /**
     * Compiles a plan from its JSON.
     *
     * @throws PlanFailure P6005 if it is not a plan that this version understands, or exceeds the
     *     limits of {@link PlanLimits}
     */
    public static Plan parse(byte[] json) {
        return PlanParser.parse(json, 0, json.length);
    }

    Node root() {
        return root;
    }

    /** Bytes of its JSON. */
    public int weight() {
        return weight;
    }
}
