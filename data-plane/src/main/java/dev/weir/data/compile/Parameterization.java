package dev.weir.data.compile;

import dev.weir.data.compile.SchemaModel.Field;
import dev.weir.data.compile.SchemaModel.Model;
import dev.weir.data.plan.JsonOutput;
import dev.weir.data.plan.JsonText;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes the values out of one query, as clients from 7.4 on do it for themselves: where a scalar of
 * the schema's type stands, a placeholder comes, and equal values share one, because the compiler
 * makes other plans of equal ones. What changes a plan's form stays: null, take, skip, order,
 * modes, paths, lists of enums and lists to be stored.
 */
final class Parameterization {
    private final SchemaModel schema;
    private final boolean shared;
    private final JsonOutput out = new JsonOutput(Integer.MAX_VALUE);
    private final Map<String, @Nullable Object> params = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();

    /**
     * For one query.
     *
     * @param shared whether equal values share a placeholder
     */
    Parameterization(SchemaModel schema, boolean shared) {
        this.schema = schema;
        this.shared = shared;
    }

    static String literal(JsonQuery query) {
        var out = new JsonOutput(Integer.MAX_VALUE);
        head(query, out);
        JsonText.write(query.query(), out);
        return out.raw('}').text();
    }

    private static void head(JsonQuery query, JsonOutput out) {
        out.raw('{');
        if (query.model() != null) out.raw("\"modelName\":").string(query.model()).raw(',');
        out.raw("\"action\":").string(query.action()).raw(",\"query\":");
    }

    QueryShape shape(JsonQuery query) {
        head(query, out);
        field(query.query(), schema.model(query.model()));
        return new QueryShape(out.raw('}').text(), params);
    }

    /** Writes one of an object's members. */
    private interface Member {
        void write(String name, @Nullable Object value);
    }

    private void object(Map<?, ?> object, Member member) {
        char before = '{';
        for (var entry : object.entrySet()) {
            var name = (String) entry.getKey();
            out.raw(before).string(name).raw(':');
            before = ',';
            member.write(name, entry.getValue());
        }
        out.raw(before == '{' ? "{}" : "}");
    }

    private interface Element {
        void write(@Nullable Object value);
    }

    /** Writes a list's elements, or the one value that stands for a list. */
    private void each(@Nullable Object value, Element element) {
        if (!(value instanceof List<?> list)) {
            element.write(value);
            return;
        }
        out.raw('[');
        for (int i = 0; i < list.size(); i++) {
            if (i > 0) out.raw(',');
            element.write(list.get(i));
        }
        out.raw(']');
    }

    private void literal(@Nullable Object value) {
        JsonText.write(value, out);
    }

    /** A field's arguments and selection. */
    private void field(@Nullable Object value, @Nullable Model model) {
        if (!(value instanceof Map<?, ?> map) || model == null) {
            literal(value);
            return;
        }
        object(
                map,
                (name, inner) -> {
                    switch (name) {
                        case "arguments" -> arguments(inner, model);
                        case "selection" -> selection(inner, model);
                        default -> literal(inner);
                    }
                });
    }

    private void selection(@Nullable Object value, Model model) {
        if (!(value instanceof Map<?, ?> map)) {
            literal(value);
            return;
        }
        object(
                map,
                (name, inner) -> {
                    if (inner instanceof Boolean) {
                        literal(inner);
                    } else {
                        field(inner, name.startsWith("_") ? model : target(model, name));
                    }
                });
    }

    private void arguments(@Nullable Object value, Model model) {
        var map = plain(value);
        if (map == null) {
            literal(value);
            return;
        }
        object(
                map,
                (name, inner) -> {
                    switch (name) {
                        case "where", "cursor", "having" -> where(inner, model);
                        case "data", "create", "update" -> data(inner, model);
                        default -> literal(inner);
                    }
                });
    }

    private void where(@Nullable Object value, Model model) {
        each(
                value,
                element -> {
                    var map = plain(element);
                    if (map == null) {
                        literal(element);
                    } else {
                        object(map, (name, inner) -> condition(name, inner, model));
                    }
                });
    }

    private void condition(String name, @Nullable Object value, Model model) {
        var field = model.fields().get(name);
        if (field == null) {
            // AND, OR and NOT, and compound keys, whose parts are the model's fields.
            where(value, model);
            return;
        }
        var related = schema.model(field.type());
        if (related == null) {
            filter(value, field);
            return;
        }
        var map = plain(value);
        if (map == null) {
            literal(value);
            return;
        }
        object(
                map,
                (key, inner) -> {
                    switch (key) {
                        case "is", "isNot", "some", "every", "none" -> where(inner, related);
                        default -> condition(key, inner, related);
                    }
                });
    }

    private void filter(@Nullable Object value, Field field) {
        var map = plain(value);
        if (map == null) {
            if (field.list()) literal(value);
            else scalar(value, field.type());
            return;
        }
        object(
                map,
                (name, inner) -> {
                    switch (name) {
                        case "equals" -> {
                            if (field.list()) list(inner, field.type());
                            else compared(inner, field);
                        }
                        case "in", "notIn", "hasEvery", "hasSome" -> list(inner, field.type());
                        case "not", "lt", "lte", "gt", "gte", "has" -> compared(inner, field);
                        case "contains", "startsWith", "endsWith" -> scalar(inner, field.type());
                        case "string_contains", "string_starts_with", "string_ends_with" ->
                                scalar(inner, "String");
                        case "array_contains", "array_starts_with", "array_ends_with" ->
                                json(inner);
                        case "_count" -> filter(inner, new Field("Int", false));
                        case "_avg" -> filter(inner, average(field));
                        case "_sum", "_min", "_max" -> filter(inner, field);
                        default -> literal(inner);
                    }
                });
    }

    private static Field average(Field field) {
        return field.type().equals("Decimal") ? field : new Field("Float", false);
    }

    private void compared(@Nullable Object value, Field field) {
        if (field.type().equals("Json")) json(value);
        else if (plain(value) == null) scalar(value, field.type());
        else filter(value, field);
    }

    private void data(@Nullable Object value, Model model) {
        each(
                value,
                element -> {
                    var map = plain(element);
                    if (map == null) {
                        literal(element);
                    } else {
                        object(map, (name, inner) -> stored(inner, model.fields().get(name)));
                    }
                });
    }

    private void stored(@Nullable Object value, @Nullable Field field) {
        if (field == null) {
            literal(value);
            return;
        }
        var related = schema.model(field.type());
        if (related != null) {
            nested(value, related);
        } else if (field.list()) {
            var map = plain(value);
            if (map == null) literal(value);
            else object(map, (_, inner) -> elements(inner, field));
        } else if (field.type().equals("Json")) {
            json(value);
        } else {
            var map = plain(value);
            if (map == null) scalar(value, field.type());
            else object(map, (_, inner) -> scalar(inner, field.type()));
        }
    }

    private void elements(@Nullable Object value, Field field) {
        if (value instanceof List<?>) list(value, field.type());
        else if (field.type().equals("Json")) json(value);
        else scalar(value, field.type());
    }

    /** What is done to related records. */
    private void nested(@Nullable Object value, Model related) {
        var map = plain(value);
        if (map == null) {
            literal(value);
            return;
        }
        object(
                map,
                (name, inner) -> {
                    switch (name) {
                        case "create" -> data(inner, related);
                        case "connect", "set", "disconnect", "delete", "deleteMany" ->
                                where(inner, related);
                        case "connectOrCreate", "upsert", "updateMany", "createMany" ->
                                each(inner, element -> arguments(element, related));
                        case "update" -> each(inner, element -> update(element, related));
                        default -> literal(inner);
                    }
                });
    }

    /** Either a selector with data, or the data alone. */
    private void update(@Nullable Object value, Model related) {
        boolean both =
                value instanceof Map<?, ?> map
                        && map.containsKey("data")
                        && (map.containsKey("where") || !related.fields().containsKey("data"));
        if (both) arguments(value, related);
        else data(value, related);
    }

    private @Nullable Model target(Model model, String name) {
        var field = model.fields().get(name);
        return field == null ? null : schema.model(field.type());
    }

    /** An object that is no tagged value. */
    private static @Nullable Map<?, ?> plain(@Nullable Object value) {
        return value instanceof Map<?, ?> map && !map.containsKey("$type") ? map : null;
    }

    private void scalar(@Nullable Object value, String type) {
        var known = Scalar.of(value, type, schema.enumType(type));
        if (known == null) literal(value);
        else placeholder(known.type(), "", known.value());
    }

    private void list(@Nullable Object value, String type) {
        if (!(value instanceof List<?> list) || list.isEmpty() || schema.enumType(type) != null) {
            literal(value);
            return;
        }
        var known = Scalar.listOf(list, type);
        if (known == null) literal(value);
        else placeholder("List", known.type(), known.value());
    }

    private void json(@Nullable Object value) {
        var text = JsonValues.text(value);
        if (text == null) literal(value);
        else placeholder("Json", "", text);
    }

    private void placeholder(String type, String inner, Object value) {
        var name = shared ? known(type + inner, value) : fresh(value);
        out.raw("{\"$type\":\"Param\",\"value\":{\"name\":\"").raw(name);
        out.raw("\",\"type\":\"").raw(type);
        if (inner.isEmpty()) out.raw("\"}}");
        else out.raw("\",\"inner\":{\"type\":\"").raw(inner).raw("\"}}}");
    }

    private String known(String type, Object value) {
        var key = type + ':' + (value instanceof BigDecimal d ? d.toPlainString() : value);
        return names.computeIfAbsent(key, _ -> fresh(value));
    }

    private String fresh(Object value) {
        var name = "%" + (params.size() + 1);
        params.put(name, value);
        return name;
    }
}
