package dev.weir.data.plan;

import dev.weir.data.plan.Operations.Pagination;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compiles plans. Takes the forms of clients from 6.16 to 7.10. */
final class PlanParser {
    private final PlanReader read = new PlanReader();
    private final ExpressionParser expressions = new ExpressionParser(read);
    private final QueryParser queries = new QueryParser(read, expressions);
    private final StructureParser structures = new StructureParser(read);

    private PlanParser() {}

    /**
     * Compiles the plan whose JSON stands in a part of an array.
     *
     * @throws PlanFailure P6005 naming the place that is not understood
     */
    static Plan parse(byte[] json, int from, int to, ParseBudget budget) {
        try {
            var values = JsonText.read(json, from, to, budget);
            return new Plan(new PlanParser().node(values), to - from);
        } catch (IOException _) {
            throw PlanFailure.invalid(
                    "The query plan is not JSON of at most " + PlanLimits.DEPTH + " levels.");
        }
    }

    private Node node(@Nullable Object json) {
        var object = read.object(json);
        var type = read.member(object, "type", read::text);
        return switch (type) {
            case "unit" -> new Node.Unit();
            case "value" -> new Node.Value(read.member(object, "args", expressions::parse));
            case "seq" -> new Node.Seq(nodes(object));
            case "concat" -> new Node.Concat(nodes(object));
            case "sum" -> new Node.Sum(nodes(object));
            case "query" -> new Node.Query(read.member(object, "args", queries::parse));
            case "execute" -> new Node.Execute(read.member(object, "args", queries::parse));
            case "unique" -> new Node.Unique(read.member(object, "args", this::node));
            case "required" -> new Node.Required(read.member(object, "args", this::node));
            case "reverse" -> new Node.Reverse(read.member(object, "args", this::node));
            case "transaction" -> new Node.Transaction(read.member(object, "args", this::node));
            default -> read.member(object, "args", args -> withArguments(type, read.object(args)));
        };
    }

    private List<Node> nodes(Map<String, @Nullable Object> object) {
        return read.members(object, "args", this::node);
    }

    private Node withArguments(String type, Map<String, @Nullable Object> args) {
        return switch (type) {
            case "get" -> new Node.Get(read.member(args, "name", read::text));
            case "let" ->
                    new Node.Let(
                            read.members(args, "bindings", this::binding),
                            read.member(args, "expr", this::node));
            case "getFirstNonEmpty" ->
                    new Node.FirstNonEmpty(read.members(args, "names", read::text));
            case "mapField" ->
                    new Node.MapField(
                            read.member(args, "field", read::text),
                            read.member(args, "records", this::node));
            case "join" ->
                    new Node.Join(
                            read.member(args, "parent", this::node),
                            read.members(args, "children", this::child),
                            read.flagOr(args, "canAssumeStrictEquality", false));
            case "dataMap" -> dataMap(args);
            case "validate" -> validate(args);
            case "if" ->
                    new Node.If(
                            read.member(args, "value", this::node),
                            read.member(args, "rule", this::rule),
                            read.member(args, "then", this::node),
                            read.member(args, "else", this::node));
            case "diff" ->
                    new Node.Diff(
                            read.member(args, "from", this::node),
                            read.member(args, "to", this::node),
                            read.optional(args, "fields", this::names));
            case "initializeRecord" ->
                    new Node.InitializeRecord(
                            read.member(args, "expr", this::node),
                            read.member(
                                    args, "fields", map -> read.values(map, this::initializer)));
            case "mapRecord" ->
                    new Node.MapRecord(
                            read.member(args, "expr", this::node),
                            read.member(args, "fields", map -> read.values(map, this::change)));
            case "process" ->
                    new Node.ProcessRecords(
                            read.member(args, "expr", this::node),
                            read.member(args, "operations", this::operations));
            default -> throw read.invalid("unknown node type '" + type + "'");
        };
    }

    private Node.Binding binding(@Nullable Object json) {
        var object = read.object(json);
        return new Node.Binding(
                read.member(object, "name", read::text), read.member(object, "expr", this::node));
    }

    private Node.Child child(@Nullable Object json) {
        var object = read.object(json);
        List<List<String>> on = read.members(object, "on", this::names);
        if (on.stream().anyMatch(pair -> pair.size() != 2)) {
            throw read.invalid("'on' has pairs of columns");
        }
        return new Node.Child(
                read.member(object, "child", this::node),
                on.stream().map(List::getFirst).toList(),
                on.stream().map(List::getLast).toList(),
                read.member(object, "parentField", read::text),
                read.flagOr(object, "isRelationUnique", false));
    }

    private List<String> names(@Nullable Object json) {
        return read.elements(json, read::text);
    }

    private Node dataMap(Map<String, @Nullable Object> args) {
        var enums =
                read.optional(
                        args,
                        "enums",
                        map -> read.values(map, names -> read.values(names, read::text)));
        return new Node.DataMap(
                read.member(args, "expr", this::node),
                read.member(
                        args,
                        "structure",
                        json -> structures.parse(json, enums == null ? Map.of() : enums)));
    }

    private Node validate(Map<String, @Nullable Object> args) {
        var name = args.containsKey("errorIdentifier") ? "errorIdentifier" : "error_identifier";
        var context = read.optional(args, "context", read::object);
        return new Node.Validate(
                read.member(args, "expr", this::node),
                read.members(args, "rules", this::rule),
                read.member(args, name, this::violation),
                context == null ? Map.of() : context);
    }

    private Violation violation(@Nullable Object json) {
        var name = read.text(json);
        for (var violation : Violation.values()) {
            if (violation.name().equals(name)) {
                return violation;
            }
        }
        throw read.invalid("unknown error identifier '" + name + "'");
    }

    private Rule rule(@Nullable Object json) {
        var object = read.object(json);
        var type = read.member(object, "type", read::text);
        return switch (type) {
            case "rowCountEq" -> new Rule.RowCountEq(read.member(object, "args", read::number));
            case "rowCountNeq" -> new Rule.RowCountNeq(read.member(object, "args", read::number));
            case "affectedRowCountEq" ->
                    new Rule.AffectedRowCountEq(read.member(object, "args", read::number));
            case "never" -> new Rule.Never();
            default -> throw read.invalid("unknown rule '" + type + "'");
        };
    }

    private Initializer initializer(@Nullable Object json) {
        var object = read.object(json);
        var type = read.member(object, "type", read::text);
        return switch (type) {
            case "value" -> new Initializer.Value(read.member(object, "value", expressions::parse));
            case "lastInsertId" -> new Initializer.LastInsertId();
            default -> throw read.invalid("unknown initializer '" + type + "'");
        };
    }

    private Change change(@Nullable Object json) {
        var object = read.object(json);
        var type = read.member(object, "type", read::text);
        for (var operator : Change.Operator.values()) {
            if (operator.name().toLowerCase(Locale.ROOT).equals(type)) {
                return new Change(operator, read.member(object, "value", expressions::parse));
            }
        }
        throw read.invalid("unknown field operation '" + type + "'");
    }

    private Operations operations(@Nullable Object json) {
        var object = read.object(json);
        var nested = read.optional(object, "nested", map -> read.values(map, this::operations));
        return new Operations(
                read.optional(object, "distinct", this::names),
                read.optional(object, "pagination", this::pagination),
                read.optional(object, "linkingFields", this::names),
                read.flagOr(object, "reverse", false),
                nested == null ? Map.of() : nested);
    }

    private Pagination pagination(@Nullable Object json) {
        var object = read.object(json);
        return new Pagination(
                read.optional(object, "cursor", map -> read.values(map, expressions::parse)),
                read.optional(object, "take", expressions::parse),
                read.optional(object, "skip", expressions::parse));
    }
}
