package dev.weir.data.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    /** A plan of a part of a query's rows, with its values. */
    public record Part(Plan plan, Map<String, @Nullable Object> params) {}

    /**
     * The plan of a query whose rows were compiled in parts: all of them in one transaction, their
     * counts added up or their records put together.
     */
    public static Plan together(List<Part> parts) {
        var nodes = new ArrayList<Node>();
        Structure structure = null;
        int weight = 0;
        for (var part : parts) {
            if (!(part.plan.root instanceof Node.DataMap(var node, var mapped))) {
                throw PlanFailure.internal("The plan of created rows has no data.");
            }
            structure = mapped;
            nodes.add(new Node.Given(part.params, node));
            weight += part.plan.weight;
        }
        if (structure == null) throw new IllegalArgumentException("at least one part");
        var all =
                structure instanceof Structure.AffectedRows
                        ? new Node.Sum(nodes)
                        : new Node.Concat(nodes);
        return new Plan(new Node.DataMap(new Node.Transaction(all), structure), weight);
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
