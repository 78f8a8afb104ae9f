package dev.weir.data.plan;

import org.jspecify.annotations.Nullable;

/** A compiled query plan. Immutable and shared by all requests that carry the same plan. */
public final class Plan {
    private final Node root;
    private final int weight;
    private final @Nullable String onlyQuery;

    Plan(Node root, int weight) {
        this.root = root;
        this.weight = weight;
        onlyQuery = OnlyQuery.of(root);
    }

    /**
     * Compiles a plan from its JSON.
     *
     * @throws PlanFailure P6005 if it is not a plan that this version understands, or exceeds the
     *     limits of {@link PlanLimits}
     */
    public static Plan parse(byte[] json) {
        return PlanParser.parse(json, 0, json.length, ParseBudget.own());
    }

    Node root() {
        return root;
    }

    /**
     * The text of the one statement that the plan runs, if it is one query outside a transaction
     * whose text is the same for all arguments; otherwise null.
     */
    public @Nullable String onlyQuery() {
        return onlyQuery;
    }

    /** Bytes of its JSON. */
    public int weight() {
        return weight;
    }
}
