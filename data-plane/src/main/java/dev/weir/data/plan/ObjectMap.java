package dev.weir.data.plan;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as JSON objects. Where the fields stand in records of a shape is found out once
 * and remembered as long as records of that shape follow.
 */
final class ObjectMap {
    private static final class Resolved {
        private final Shape shape;
        private final int[] indexes;

        Resolved(Shape shape, int[] indexes) {
            this.shape = shape;
            this.indexes = indexes;
        }
    }

    private final List<Structure.Entry> entries;
    private final boolean skipNulls;
    private volatile @Nullable Resolved last;

    ObjectMap(List<Structure.Entry> entries, boolean skipNulls) {
        this.entries = entries;
        this.skipNulls = skipNulls;
    }

    /** Writes null, a record, a list of them, or JSON text of these. */
    void write(@Nullable Object value, JsonOutput out) {
        switch (value) {
            case null -> out.raw("null");
            case List<?> list -> writeAll(list, out);
            case DataRecord found -> writeRow(found.shape(), found.cells(), out);
            case Map<?, ?> map -> writeMap(map, out);
            case String json -> write(parse(json, out), out);
            default ->
                    throw PlanFailure.inconsistent(
                            "Expected an array or an object, got: " + Values.typeName(value));
        }
    }

    private void writeAll(List<?> list, JsonOutput out) {
        out.raw('[');
        boolean first = true;
        for (var element : list) {
            if (element == null && skipNulls) {
                continue;
            }
            if (!first) {
                out.raw(',');
            }
            first = false;
            if (!Values.isRecord(element)) {
                throw PlanFailure.inconsistent(
                        "Expected an object, but got '" + Values.typeName(element) + "'");
            }
            write(element, out);
        }
        out.raw(']');
    }

    /** Writes a row of a result. */
    void writeRow(Shape shape, @Nullable Object[] cells, JsonOutput out) {
        var indexes = resolve(shape);
        out.raw('{');
        for (int i = 0; i < indexes.length; i++) {
            switch (entries.get(i)) {
                case Structure.Entry.Field(var key, var column, var type) -> {
                    key.write(out);
                    FieldWriter.write(cells[indexes[i]], column, type, out);
                }
                case Structure.Entry.Nested(var key, var column, var map) -> {
                    key.write(out);
                    if (column == null) {
                        map.writeRow(shape, cells, out);
                    } else {
                        map.write(cells[indexes[i]], out);
                    }
                }
            }
        }
        out.raw('}');
    }

    private int[] resolve(Shape shape) {
        var known = last;
        if (known != null && known.shape == shape) {
            return known.indexes;
        }
        var indexes = new int[entries.size()];
        for (int i = 0; i < indexes.length; i++) {
            indexes[i] =
                    switch (entries.get(i)) {
                        case Structure.Entry.Field(_, var column, _) -> {
                            int index = shape.indexOf(column);
                            if (index < 0) {
                                throw missing("Value", column);
                            }
                            yield index;
                        }
                        case Structure.Entry.Nested(_, var column, _) -> {
                            int index = column == null ? 0 : shape.indexOf(column);
                            if (index < 0) {
                                throw missing("Object", String.valueOf(column));
                            }
                            yield index;
                        }
                    };
        }
        last = new Resolved(shape, indexes);
        return indexes;
    }

    private void writeMap(Map<?, ?> map, JsonOutput out) {
        out.raw('{');
        for (var entry : entries) {
            switch (entry) {
                case Structure.Entry.Field(var key, var column, var type) -> {
                    var value = map.get(column);
                    if (value == null && !map.containsKey(column)) {
                        throw missing("Value", column);
                    }
                    key.write(out);
                    FieldWriter.write(value, column, type, out);
                }
                case Structure.Entry.Nested(var key, var column, var nested) -> {
                    if (column != null && !map.containsKey(column)) {
                        throw missing("Object", column);
                    }
                    key.write(out);
                    nested.write(column == null ? map : map.get(column), out);
                }
            }
        }
        out.raw('}');
    }

    private static @Nullable Object parse(String json, JsonOutput out) {
        try {
            return JsonText.read(json, new ParseBudget(out.memory()));
        } catch (IOException _) {
            throw PlanFailure.inconsistent(
                    "Expected an array or object, got a string that is not valid JSON");
        }
    }

    private static PlanFailure missing(String kind, String name) {
        return PlanFailure.inconsistent("Missing data field (" + kind + "): '" + name + "'");
    }
}
