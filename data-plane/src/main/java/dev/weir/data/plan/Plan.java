package dev.weir.data.plan;

/** A compiled query plan. Immutable and shared by all requests that carry the same plan. */
public final class Plan {
    private final Node root;
    private final int weight;

    Plan(Node root, int weight) {
        this.root = root;
        this.weight = weight;
    }

    Node root() {
        return root;
    }

    /** Bytes of its JSON. */
    public int weight() {
        return weight;
    }
}
