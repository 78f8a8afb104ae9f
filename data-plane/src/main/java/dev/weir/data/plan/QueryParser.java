package dev.weir.data.plan;

import dev.weir.data.database.ArgumentType;
import dev.weir.data.plan.DbQuery.Fragment;
import dev.weir.data.plan.DbQuery.PlaceholderFormat;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Compiles the statements of a plan. */
record QueryParser(PlanReader read, ExpressionParser expressions) {
    DbQuery parse(@Nullable Object json) {
        var object = read.object(json);
        var type = read.member(object, "type", read::text);
        return switch (type) {
            case "rawSql" -> raw(object);
            case "templateSql" -> template(object);
            default -> throw read.invalid("unknown query type '" + type + "'");
        };
    }

    private DbQuery raw(Map<String, @Nullable Object> object) {
        List<Expression> arguments = read.members(object, "args", expressions::parse);
        List<ArgumentType> types = types(object, this::scalar);
        return new DbQuery.Raw(
                read.member(object, "sql", read::text),
                arguments,
                types.size() == arguments.size()
                        ? types
                        : Collections.nCopies(arguments.size(), ArgumentType.UNKNOWN),
                new ShapeCache(LongNames.NONE));
    }

    private DbQuery template(Map<String, @Nullable Object> object) {
        List<Fragment> written = read.members(object, "fragments", this::fragment);
        var names = LongNames.of(texts(written));
        var fragments = written.stream().map(fragment -> renamed(fragment, names)).toList();
        List<Expression> arguments = read.members(object, "args", expressions::parse);
        List<List<ArgumentType>> types = types(object, this::types);
        var format = read.member(object, "placeholderFormat", this::format);
        long needed = fragments.stream().filter(f -> !(f instanceof Fragment.Text)).count();
        if (needed != arguments.size()) {
            throw read.invalid(
                    "%d fragments need arguments, %d are given"
                            .formatted(needed, arguments.size()));
        }
        if (types.size() != arguments.size()) {
            types = Collections.nCopies(arguments.size(), List.of());
        }
        return new DbQuery.Template(
                fragments,
                format,
                fixed(fragments, format),
                arguments,
                types,
                types.stream()
                        .map(of -> of.isEmpty() ? ArgumentType.UNKNOWN : of.getFirst())
                        .toList(),
                read.flagOr(object, "chunkable", false),
                new ShapeCache(names));
    }

    private <T> List<T> types(
            Map<String, @Nullable Object> object, Function<@Nullable Object, T> reader) {
        List<T> types = read.optional(object, "argTypes", array -> read.elements(array, reader));
        return types == null ? List.of() : types;
    }

    private static List<String> texts(List<Fragment> fragments) {
        return fragments.stream()
                .map(fragment -> fragment instanceof Fragment.Text(var text) ? text : "")
                .toList();
    }

    private static Fragment renamed(Fragment fragment, LongNames names) {
        return fragment instanceof Fragment.Text(var text)
                ? new Fragment.Text(names.rewrite(text))
                : fragment;
    }

    private static @Nullable String fixed(List<Fragment> fragments, PlaceholderFormat format) {
        var sql = new StringBuilder();
        int number = 1;
        for (var fragment : fragments) {
            switch (fragment) {
                case Fragment.Text(var text) -> sql.append(text);
                case Fragment.Parameter() -> format.append(sql, number++);
                case Fragment.Tuple _, Fragment.TupleList _ -> {
                    return null;
                }
            }
        }
        return sql.toString();
    }

    private Fragment fragment(@Nullable Object json) {
        var object = read.object(json);
        var type = read.member(object, "type", read::text);
        return switch (type) {
            case "stringChunk" -> new Fragment.Text(read.member(object, "chunk", read::text));
            case "parameter" -> new Fragment.Parameter();
            case "parameterTuple" ->
                    new Fragment.Tuple(
                            read.textOr(object, "itemPrefix", ""),
                            read.textOr(object, "itemSeparator", ","),
                            read.textOr(object, "itemSuffix", ""));
            case "parameterTupleList" ->
                    new Fragment.TupleList(
                            read.textOr(object, "itemPrefix", "("),
                            read.textOr(object, "itemSeparator", ","),
                            read.textOr(object, "itemSuffix", ")"),
                            read.textOr(object, "groupSeparator", ","));
            default -> throw read.invalid("unknown fragment type '" + type + "'");
        };
    }

    private PlaceholderFormat format(@Nullable Object json) {
        var object = read.object(json);
        return new PlaceholderFormat(
                read.member(object, "prefix", read::text),
                read.flagOr(object, "hasNumbering", false));
    }

    private List<ArgumentType> types(@Nullable Object json) {
        var object = read.object(json);
        return "tuple".equals(object.get("arity"))
                ? read.members(object, "elements", this::scalar)
                : List.of(scalar(json));
    }

    private ArgumentType scalar(@Nullable Object json) {
        var object = read.object(json);
        var name = read.textOr(object, "scalarType", "unknown").toUpperCase(Locale.ROOT);
        var scalar = ArgumentType.Scalar.UNKNOWN;
        for (var known : ArgumentType.Scalar.values()) {
            if (known.name().equals(name)) {
                scalar = known;
            }
        }
        return new ArgumentType(
                scalar,
                "list".equals(object.get("arity")),
                read.optional(object, "dbType", read::text),
                read.flagOr(object, "declared", false));
    }
}
