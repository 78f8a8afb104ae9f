package dev.weir.data.compile;

import dev.weir.data.compile.SchemaModel.Field;
import dev.weir.data.compile.SchemaModel.Model;
import dev.weir.data.plan.PlanFailure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Look-ups of several records of one model, merged into one query: what Prisma's engine does with
 * the batches that its clients make of all {@code findUnique} of one moment.
 *
 * @param query finds them all
 * @param fields that identify a record, in the order of {@link #keys}' values
 * @param keys of the records looked for, as they were asked for
 * @param hidden those of the fields that were not asked for: they are to be cut out of the records
 * @param required whether a record that is not there is an error
 */
public record LookUps(
        JsonQuery query,
        List<String> fields,
        List<List<Object>> keys,
        Set<String> hidden,
        boolean required) {
    /** The most look-ups by several fields at once: each number of them is a query of its own. */
    private static final int MAX_COMPOUND = 32;

    private static final Set<String> ACTIONS = Set.of("findUnique", "findUniqueOrThrow");

    /** Values of other types may be written in several ways, or not be what they are equal to. */
    private static final Set<String> TYPES = Set.of("Int", "BigInt", "String");

    /** What a client is told of a record that had to be there: the words of the compiler's plan. */
    public static PlanFailure missing() {
        return new PlanFailure(
                400,
                "P2025",
                "An operation failed because it depends on one or more records that were required"
                        + " but not found. No record was found for a query.",
                Map.of("operation", "a query"));
    }

    /**
     * Merges look-ups.
     *
     * @return null where they are not all of one kind, or where a record could not be told from
     *     another by the values that were asked for
     */
    public static @Nullable LookUps of(List<JsonQuery> queries, SchemaModel schema) {
        if (queries.size() < 2) return null;
        var first = queries.getFirst();
        var model = schema.model(first.model());
        if (model == null || !ACTIONS.contains(first.action())) return null;
        var selection = first.query().get("selection");
        if (!(selection instanceof Map<?, ?> selected)) return null;
        var wheres = new ArrayList<Map<String, @Nullable Object>>(queries.size());
        for (var query : queries) {
            var where = where(query, model);
            if (where == null
                    || !first.action().equals(query.action())
                    || !Objects.equals(first.model(), query.model())
                    || !selection.equals(query.query().get("selection"))) {
                return null;
            }
            wheres.add(where);
        }
        return of(first, selected, wheres, model);
    }

    private static @Nullable LookUps of(
            JsonQuery first,
            Map<?, ?> selected,
            List<Map<String, @Nullable Object>> wheres,
            Model model) {
        var fields = List.copyOf(wheres.getFirst().keySet());
        if (fields.isEmpty() || (fields.size() > 1 && wheres.size() > MAX_COMPOUND)) return null;
        var keys = new ArrayList<List<Object>>(wheres.size());
        var distinct = new LinkedHashMap<List<Object>, Map<String, @Nullable Object>>();
        for (var where : wheres) {
            var key = where.keySet().equals(Set.copyOf(fields)) ? key(where, fields, model) : null;
            if (key == null) return null;
            keys.add(key);
            distinct.putIfAbsent(key, where);
        }
        if (!areApart(distinct.keySet())) return null;
        var query = new LinkedHashMap<String, @Nullable Object>();
        query.put("arguments", Map.of("where", anyOf(List.copyOf(distinct.values()), fields)));
        query.put("selection", with(fields, selected));
        var hidden = new LinkedHashSet<>(fields);
        hidden.removeIf(field -> isSelected(field, selected));
        return new LookUps(
                new JsonQuery(first.model(), "findMany", query),
                fields,
                List.copyOf(keys),
                Set.copyOf(hidden),
                first.action().equals("findUniqueOrThrow"));
    }

    /** The values that a look-up is by, those of compound keys beside the others; null if more. */
    private static @Nullable Map<String, @Nullable Object> where(JsonQuery query, Model model) {
        if (!(query.query().get("arguments") instanceof Map<?, ?> arguments)
                || arguments.size() != 1
                || !(arguments.get("where") instanceof Map<?, ?> where)) {
            return null;
        }
        var values = new LinkedHashMap<String, @Nullable Object>();
        for (var entry : where.entrySet()) {
            boolean compound =
                    !model.fields().containsKey((String) entry.getKey())
                            && entry.getValue() instanceof Map<?, ?>;
            var members = compound ? ((Map<?, ?>) entry.getValue()).entrySet() : Set.of(entry);
            for (var member : members) {
                if (!model.fields().containsKey((String) member.getKey())) return null; // AND, OR…
                if (values.containsKey((String) member.getKey())) return null;
                values.put((String) member.getKey(), member.getValue());
            }
        }
        return values;
    }

    private static @Nullable List<Object> key(
            Map<String, @Nullable Object> where, List<String> fields, Model model) {
        var key = new ArrayList<Object>(fields.size());
        for (var name : fields) {
            var part = part(where.get(name), model.fields().get(name));
            if (part == null) return null;
            key.add(part);
        }
        return List.copyOf(key);
    }

    private static @Nullable Object part(@Nullable Object value, @Nullable Field field) {
        boolean fits =
                field != null
                        && !field.list()
                        && TYPES.contains(field.type())
                        && Scalar.of(value, field.type(), null) != null;
        return fits ? comparable(value) : null;
    }

    /** A key's part in a form that equals that of the same value: a number or a text; else null. */
    static @Nullable Object comparable(@Nullable Object value) {
        return switch (value) {
            case Long number -> number;
            case String text -> text;
            case Map<?, ?> tagged when tagged.get("value") instanceof String text -> whole(text);
            case null, default -> null;
        };
    }

    private static @Nullable Object whole(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException _) {
            return null;
        }
    }

    /** Whether no two differ in a way that a column's type may overlook: in case or blanks. */
    private static boolean areApart(Set<List<Object>> keys) {
        var loose = new HashSet<List<String>>();
        for (var key : keys) {
            if (!loose.add(
                    key.stream()
                            .map(part -> part.toString().strip().toLowerCase(Locale.ROOT))
                            .toList())) {
                return false;
            }
        }
        return true;
    }

    private static Map<String, @Nullable Object> anyOf(
            List<Map<String, @Nullable Object>> wheres, List<String> fields) {
        var any = new LinkedHashMap<String, @Nullable Object>();
        if (fields.size() == 1) {
            var field = fields.getFirst();
            any.put(field, Map.of("in", wheres.stream().map(where -> where.get(field)).toList()));
        } else {
            any.put("OR", wheres);
        }
        return any;
    }

    private static Map<String, @Nullable Object> with(List<String> fields, Map<?, ?> selected) {
        var all = new LinkedHashMap<String, @Nullable Object>();
        selected.forEach((name, value) -> all.put((String) name, value));
        for (var field : fields) {
            if (!isSelected(field, selected)) all.put(field, true);
        }
        return all;
    }

    private static boolean isSelected(String field, Map<?, ?> selected) {
        return selected.containsKey(field)
                ? Boolean.TRUE.equals(selected.get(field))
                : Boolean.TRUE.equals(selected.get("$scalars"));
    }
}
