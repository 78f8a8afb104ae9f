package dev.weir.data.plan;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A step of a plan: evaluating it gives a value. Values are null, {@link Boolean}, {@link Number},
 * {@link String}, {@code byte[]}, {@link java.time.Instant}, {@link List}, a record ({@link
 * DataRecord}, or a {@link Map} where it came as JSON), or finished JSON ({@link Mapped}).
 */
sealed interface Node {
    /** The value of an expression. */
    record Value(Expression expression) implements Node {}

    /** All in order; the value of the last. */
    record Seq(List<Node> steps) implements Node {}

    /** The value of a binding; null if there is none. */
    record Get(String name) implements Node {}

    /** Binds names one after the other, each seeing those before, and evaluates the body. */
    record Let(List<Binding> bindings, Node body) implements Node {}

    /** One binding of a {@link Let}. */
    record Binding(String name, Node node) {}

    /** The first of the bindings that is neither null nor an empty list; else an empty list. */
    record FirstNonEmpty(List<String> names) implements Node {}

    /** Rows of a statement as records. */
    record Query(DbQuery query) implements Node {}

    /** The number of rows that a statement affected. */
    record Execute(DbQuery query) implements Node {}

    /** The sole element of a list, or null; other values as they are. */
    record Unique(Node list) implements Node {}

    /** The value, which must be neither null nor an empty list. */
    record Required(Node node) implements Node {}

    /** A list backwards. */
    record Reverse(Node list) implements Node {}

    /** One list of all the lists' elements; what is not a list counts as one element. */
    record Concat(List<Node> lists) implements Node {}

    /** The sum of numbers. */
    record Sum(List<Node> numbers) implements Node {}

    /** A record's field, or that of each record of a list. */
    record MapField(String field, Node records) implements Node {}

    /** Attaches children to parents by key. */
    record Join(Node parent, List<Child> children, boolean strict) implements Node {}

    /**
     * Children of a {@link Join}.
     *
     * @param parentKeys fields of the parent, of equal number as the child's
     * @param parentField where they are put
     * @param unique whether a parent has at most one: then itself, else a list
     */
    record Child(
            Node node,
            List<String> parentKeys,
            List<String> childKeys,
            String parentField,
            boolean unique) {}

    /** Evaluates the body in one database transaction. */
    record Transaction(Node body) implements Node {}

    /** Turns the value into the answer's JSON. */
    record DataMap(Node node, Structure structure) implements Node {}

    /** The value, of which all rules must hold. */
    record Validate(
            Node node, List<Rule> rules, Violation violation, Map<String, @Nullable Object> context)
            implements Node {}

    /** Chooses by a rule. */
    record If(Node node, Rule rule, Node then, Node otherwise) implements Node {}

    /** Nothing. */
    record Unit() implements Node {}

    /**
     * What is in {@code from} and not in {@code to}.
     *
     * @param fields compared; null for whole records
     */
    record Diff(Node from, Node to, @Nullable List<String> fields) implements Node {}

    /** A record made of initial values, after a statement was run. */
    record InitializeRecord(Node node, Map<String, Initializer> fields) implements Node {}

    /** A record with some fields changed. */
    record MapRecord(Node node, Map<String, Change> fields) implements Node {}

    /** Distinct, paginated, reversed records. */
    record ProcessRecords(Node node, Operations operations) implements Node {}

    /** A part with variables of its own, instead of the request's. */
    record Given(Map<String, @Nullable Object> params, Node body) implements Node {}
}
