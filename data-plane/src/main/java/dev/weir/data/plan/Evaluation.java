package dev.weir.data.plan;

import dev.weir.data.database.RowConsumer;
import dev.weir.data.database.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One evaluation of a plan. Steps whose value is the plan's write it straight to the output where
 * they can, and give {@link Written} instead.
 */
final class Evaluation {
    /** Stands for a value that is in the output already. */
    enum Written {
        WRITTEN
    }

    private final Effort effort;
    private final Ids ids;
    private final Rendering rendering;
    private final SharedTransaction transaction;
    private final Statements statements;
    private final long maxBytes;

    Evaluation(Execution execution, long maxBytes) {
        effort = new Effort(execution.memory());
        ids = new Ids(execution.now(), execution.random(), effort);
        rendering = new Rendering(execution.maxArguments(), execution.comment(), effort);
        transaction = new SharedTransaction(execution);
        statements = new Statements(execution, transaction, effort);
        this.maxBytes = maxBytes;
    }

    /** Ends the plan's transaction, if it has begun one: the point of no return. */
    CompletableFuture<@Nullable Object> end(Futures.Outcome<@Nullable Object> plan) {
        return transaction.end(plan);
    }

    /**
     * Evaluates a step.
     *
     * @param out where its value may be written; null if the value itself is needed
     */
    CompletableFuture<@Nullable Object> evaluate(Node node, Scope scope, @Nullable JsonOutput out) {
        effort.spend(1);
        return switch (node) {
            case Node.Unit() -> Futures.done(null);
            case Node.Value(var expression) -> Futures.done(scope.evaluate(expression, ids));
            case Node.Get(var name) -> Futures.done(scope.get(name));
            case Node.FirstNonEmpty(var names) -> Futures.done(firstNonEmpty(names, scope));
            case Node.Seq(var steps) -> sequence(steps, scope, out);
            case Node.Let(var bindings, var body) -> let(bindings, scope.inner(), body, out);
            case Node.If choice ->
                    Futures.then(
                            value(choice.node(), scope),
                            value ->
                                    evaluate(
                                            choice.rule().holds(value)
                                                    ? choice.then()
                                                    : choice.otherwise(),
                                            scope,
                                            out));
            case Node.Transaction(var body) -> transaction.within(() -> evaluate(body, scope, out));
            case Node.Given(var params, var body) -> evaluate(body, Scope.of(params), out);
            case Node.Query(var query) -> query(query, scope, out);
            case Node.Execute(var query) ->
                    statements.run(render(query, scope), RowConsumer.IGNORE);
            case Node.DataMap map -> dataMap(map, scope, out);
            case Node.Join join ->
                    Futures.then(value(join.parent(), scope), parent -> join(parent, join, scope));
            case Node.Concat(var lists) -> concat(lists, scope);
            case Node.Sum(var numbers) -> sum(numbers, scope);
            case Node.Unique(var list) -> Futures.map(value(list, scope), Evaluation::unique);
            case Node.Required(var inner) -> Futures.map(value(inner, scope), Evaluation::required);
            case Node.Reverse(var list) -> Futures.map(value(list, scope), this::reversed);
            case Node.MapField(var field, var records) ->
                    Futures.map(value(records, scope), found -> fieldOf(found, field));
            case Node.Validate validate ->
                    Futures.map(value(validate.node(), scope), found -> valid(found, validate));
            case Node.Diff diff ->
                    Futures.then(
                            value(diff.from(), scope),
                            from ->
                                    Futures.map(
                                            value(diff.to(), scope),
                                            to -> difference(from, to, diff.fields())));
            case Node.InitializeRecord(var inner, var fields) ->
                    Futures.map(value(inner, scope), _ -> initialized(fields, scope));
            case Node.MapRecord(var inner, var fields) ->
                    Futures.map(value(inner, scope), found -> changed(found, fields, scope));
            case Node.ProcessRecords(var inner, var operations) ->
                    Futures.map(
                            value(inner, scope),
                            found ->
                                    new RecordProcessing(e -> scope.evaluate(e, ids), effort)
                                            .process(found, operations));
        };
    }

    private CompletableFuture<@Nullable Object> value(Node node, Scope scope) {
        return evaluate(node, scope, null);
    }

    private List<Statement> render(DbQuery query, Scope scope) {
        return rendering.render(query, scope.evaluateAll(query.arguments(), ids));
    }

    private CompletableFuture<@Nullable Object> sequence(
            List<Node> steps, Scope scope, @Nullable JsonOutput out) {
        return steps.isEmpty()
                ? Futures.done(null)
                : Futures.then(
                        allButLast(steps, scope), _ -> evaluate(steps.getLast(), scope, out));
    }

    private CompletableFuture<@Nullable Object> allButLast(List<Node> steps, Scope scope) {
        return Futures.each(0, steps.size() - 1, i -> value(steps.get(i), scope));
    }

    private CompletableFuture<@Nullable Object> let(
            List<Node.Binding> bindings, Scope scope, Node body, @Nullable JsonOutput out) {
        return Futures.then(bindAll(bindings, scope), _ -> evaluate(body, scope, out));
    }

    private CompletableFuture<@Nullable Object> bindAll(List<Node.Binding> bindings, Scope scope) {
        return Futures.each(0, bindings.size(), i -> bind(bindings.get(i), scope));
    }

    private CompletableFuture<@Nullable Object> bind(Node.Binding binding, Scope scope) {
        return Futures.map(
                value(binding.node(), scope),
                value -> {
                    scope.bind(binding.name(), value);
                    return null;
                });
    }

    private CompletableFuture<@Nullable Object> concat(List<Node> lists, Scope scope) {
        var all = new ArrayList<@Nullable Object>();
        return Futures.map(
                Futures.each(
                        0,
                        lists.size(),
                        i ->
                                Futures.map(
                                        value(lists.get(i), scope),
                                        part -> {
                                            var elements = Values.asList(part);
                                            effort.spend(elements.size());
                                            return all.addAll(elements);
                                        })),
                _ -> all);
    }

    private CompletableFuture<@Nullable Object> sum(List<Node> numbers, Scope scope) {
        var sum = new Arithmetic.Sum(effort);
        return Futures.map(
                Futures.each(
                        0,
                        numbers.size(),
                        i -> Futures.map(value(numbers.get(i), scope), sum::add)),
                _ -> sum.value());
    }

    private CompletableFuture<@Nullable Object> query(
            DbQuery query, Scope scope, @Nullable JsonOutput out) {
        var rendered = render(query, scope);
        if (query instanceof DbQuery.Raw) {
            var json = out == null ? new JsonOutput(maxBytes, 0, effort.memory()) : out;
            var rows = new RawResultWriter(json);
            return Futures.map(
                    statements.run(rendered, rows),
                    _ -> {
                        rows.end();
                        return out == null ? new Mapped(json) : Written.WRITTEN;
                    });
        }
        var records = new RecordCollector(query.shapes(), effort.memory());
        return Futures.map(statements.run(rendered, records), _ -> records.records());
    }

    private CompletableFuture<@Nullable Object> dataMap(
            Node.DataMap map, Scope scope, @Nullable JsonOutput out) {
        var json = out == null ? new JsonOutput(maxBytes, 0, effort.memory()) : out;
        return Futures.map(
                mapped(map.node(), map.structure(), scope, json),
                _ -> out == null ? new Mapped(json) : Written.WRITTEN);
    }

    /** Writes a step's value by a structure: rows as they arrive, if the last step is a query. */
    private CompletableFuture<@Nullable Object> mapped(
            Node node, Structure structure, Scope scope, JsonOutput json) {
        return switch (node) {
            case Node.Let(var bindings, var body) -> {
                var inner = scope.inner();
                yield Futures.then(
                        bindAll(bindings, inner), _ -> mapped(body, structure, inner, json));
            }
            case Node.Seq(var steps) when !steps.isEmpty() ->
                    Futures.then(
                            allButLast(steps, scope),
                            _ -> mapped(steps.getLast(), structure, scope, json));
            case Node.Transaction(var body) ->
                    transaction.within(() -> mapped(body, structure, scope, json));
            case Node.Query(DbQuery.Template query)
                    when structure instanceof Structure.Objects(var map) ->
                    stream(query, map, false, scope, json);
            case Node.Unique(Node.Query(DbQuery.Template query))
                    when structure instanceof Structure.Objects(var map) ->
                    stream(query, map, true, scope, json);
            default ->
                    Futures.map(
                            value(node, scope),
                            value -> {
                                write(value, structure, json);
                                return null;
                            });
        };
    }

    private CompletableFuture<@Nullable Object> stream(
            DbQuery.Template query, ObjectMap map, boolean unique, Scope scope, JsonOutput json) {
        var rendered = render(query, scope);
        var rows = new MappedRows(map, query.shapes(), unique, json);
        return Futures.map(
                statements.run(rendered, rows),
                _ -> {
                    rows.end();
                    return null;
                });
    }

    private static void write(@Nullable Object value, Structure structure, JsonOutput json) {
        switch (structure) {
            case Structure.AffectedRows() -> {
                if (!(value instanceof Number count)) {
                    throw PlanFailure.inconsistent(
                            "Expected an affected rows count, got: " + Values.typeName(value));
                }
                json.raw("{\"count\":").number(count.longValue()).raw('}');
            }
            case Structure.Scalar(var type) -> FieldWriter.write(value, "<result>", type, json);
            case Structure.Objects(var map) -> map.write(value, json);
        }
    }

    private CompletableFuture<@Nullable Object> join(
            @Nullable Object parent, Node.Join join, Scope scope) {
        if (parent == null) {
            return Futures.done(null);
        }
        // All are started, so that their statements share round trips; none is left running.
        var children = new ArrayList<CompletableFuture<@Nullable Object>>();
        for (var child : join.children()) {
            children.add(Futures.start(() -> value(child.node(), scope)));
        }
        return CompletableFuture.allOf(children.toArray(CompletableFuture[]::new))
                .handle((_, _) -> {
                    for (int i = 0; i < children.size(); i++) {
                        Joins.attach(
                                parent,
                                join.children().get(i),
                                children.get(i).join(),
                                join.strict(),
                                effort);
                    }
                    return parent;
                });
    }

    private static Object firstNonEmpty(List<String> names, Scope scope) {
        for (var name : names) {
            var value = scope.get(name);
            if (value != null && !Values.isEmpty(value)) {
                return value;
            }
        }
        return List.of();
    }

    private static @Nullable Object unique(@Nullable Object value) {
        if (!(value instanceof List<?> list)) {
            return value;
        }
        if (list.size() > 1) {
            throw PlanFailure.internal("Expected zero or one element, got " + list.size());
        }
        return list.isEmpty() ? null : list.getFirst();
    }

    private static @Nullable Object required(@Nullable Object value) {
        if (Values.isEmpty(value)) {
            throw PlanFailure.internal("Required value is empty");
        }
        return value;
    }

    private @Nullable Object reversed(@Nullable Object value) {
        if (!(value instanceof List<?> list)) {
            return value;
        }
        effort.spend(list.size());
        var reversed = new ArrayList<@Nullable Object>(list);
        Collections.reverse(reversed);
        return reversed;
    }

    private @Nullable Object fieldOf(@Nullable Object value, String field) {
        return fieldOf(value, field, 0);
    }

    private @Nullable Object fieldOf(@Nullable Object value, String field, int depth) {
        if (value instanceof List<?> list) {
            effort.spend(list.size());
            if (depth > PlanLimits.DEPTH) throw Effort.tooDeep();
            return Values.map(list, element -> fieldOf(element, field, depth + 1));
        }
        return value != null && Values.isRecord(value) ? Values.field(value, field) : value;
    }

    private static @Nullable Object valid(@Nullable Object value, Node.Validate validate) {
        for (var rule : validate.rules()) {
            if (!rule.holds(value)) {
                throw validate.violation().failure(validate.context(), value);
            }
        }
        return value;
    }

    private List<@Nullable Object> difference(
            @Nullable Object from, @Nullable Object to, @Nullable List<String> fields) {
        var known = new HashSet<@Nullable Object>();
        for (var element : Values.asList(to)) {
            known.add(key(element, fields));
        }
        var difference = new ArrayList<@Nullable Object>();
        for (var element : Values.asList(from)) {
            if (!known.contains(key(element, fields))) {
                difference.add(element);
            }
        }
        return difference;
    }

    private @Nullable Object key(@Nullable Object element, @Nullable List<String> fields) {
        effort.walk(element);
        return element == null || fields == null
                ? Keys.canonical(element)
                : Keys.of(element, fields);
    }

    private Object initialized(Map<String, Initializer> fields, Scope scope) {
        var made = new LinkedHashMap<String, @Nullable Object>();
        fields.forEach((name, initializer) ->
                made.put(
                        name,
                        switch (initializer) {
                            case Initializer.Value(var expression) ->
                                    scope.evaluate(expression, ids);
                            case Initializer.LastInsertId() ->
                                    throw PlanFailure.internal(
                                            "The database does not tell the id of the row inserted last");
                        }));
        return made;
    }

    private Object changed(@Nullable Object found, Map<String, Change> fields, Scope scope) {
        var target = found == null ? new LinkedHashMap<String, @Nullable Object>() : found;
        effort.spend(fields.size());
        fields.forEach((name, change) ->
                Values.setField(
                        target,
                        name,
                        Arithmetic.apply(
                                effort,
                                change.operator(),
                                Values.field(target, name),
                                scope.evaluate(change.operand(), ids))));
        return target;
    }
}
