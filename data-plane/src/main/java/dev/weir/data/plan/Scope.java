package dev.weir.data.plan;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names and their values, as far as a step of a plan sees them. */
final class Scope {
    private final @Nullable Scope outer;
    private final Map<String, @Nullable Object> values;

    private Scope(@Nullable Scope outer, Map<String, @Nullable Object> values) {
        this.outer = outer;
        this.values = values;
    }

    /** What a request brought. */
    static Scope of(Map<String, @Nullable Object> params) {
        return new Scope(null, params);
    }

    Scope inner() {
        return new Scope(this, new HashMap<>());
    }

    void bind(String name, @Nullable Object value) {
        values.put(name, value);
    }

    /** The value of a name; null if it has none. */
    @Nullable Object get(String name) {
        for (var scope = this; scope != null; scope = scope.outer) {
            var value = scope.values.get(name);
            if (value != null || scope.values.containsKey(name)) {
                return value;
            }
        }
        return null;
    }

    private boolean has(String name) {
        for (var scope = this; scope != null; scope = scope.outer) {
            if (scope.values.containsKey(name)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Evaluates an expression.
     *
     * @throws PlanFailure P6005 if a variable has no value, not even null: the request left it out
     */
    @Nullable Object evaluate(Expression expression, Ids ids) {
        return switch (expression) {
            case Expression.Constant(var value) -> value;
            case Expression.Variable(var name, var dateTime) -> variable(name, dateTime);
            case Expression.Items(var items) -> Values.map(items, item -> evaluate(item, ids));
            case Expression.Generated(var generator, var arguments) ->
                    ids.generate(generator, Values.map(arguments, item -> evaluate(item, ids)));
        };
    }

    private @Nullable Object variable(String name, boolean dateTime) {
        var value = get(name);
        if (value == null && !has(name)) {
            throw PlanFailure.invalid("Missing value for query variable " + name);
        }
        if (dateTime && value instanceof String text) {
            Instant moment = DateTimes.parse(text);
            return moment == null ? value : moment;
        }
        return value;
    }

    /** Evaluates expressions in order. */
    List<@Nullable Object> evaluateAll(List<Expression> expressions, Ids ids) {
        return Values.map(expressions, expression -> evaluate(expression, ids));
    }
}
