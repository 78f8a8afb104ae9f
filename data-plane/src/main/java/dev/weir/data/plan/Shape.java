package dev.weir.data.plan;

import dev.weir.data.database.Column;
import dev.weir.data.database.ColumnType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which fields a record has and where its cells stand; shared by all records of a result. Shapes
 * that grow out of one another are kept, so records that got the same fields have the same shape.
 */
final class Shape {
    private final String[] names;
    private final @Nullable ColumnType[] types;
    private final Map<String, Integer> indexes;
    private final boolean floats;
    private volatile Map<String, Shape> extensions = Map.of();

    private Shape(String[] names, @Nullable ColumnType[] types) {
        this.names = names;
        this.types = types;
        indexes = HashMap.newHashMap(names.length);
        for (int i = 0; i < names.length; i++) {
            indexes.put(names[i], i);
        }
        floats = Arrays.asList(types).contains(ColumnType.FLOAT);
    }

    /** The shape of a result's rows. Of columns with the same name the last one counts. */
    static Shape of(List<Column> columns, LongNames names) {
        return new Shape(
                columns.stream().map(column -> names.full(column.name())).toArray(String[]::new),
                columns.stream().map(Column::type).toArray(ColumnType[]::new));
    }

    /** The shape of records with these fields, of which no types are known. */
    static Shape of(Iterable<String> names) {
        var shape = new Shape(new String[0], new ColumnType[0]);
        for (var name : names) {
            shape = shape.with(name);
        }
        return shape;
    }

    int size() {
        return names.length;
    }

    String name(int index) {
        return names[index];
    }

    /** The type of a cell as the database told it; null if the record got it otherwise. */
    @Nullable ColumnType type(int index) {
        return types[index];
    }

    /** Where a field stands; -1 if there is none. */
    int indexOf(String name) {
        return indexes.getOrDefault(name, -1);
    }

    /** This shape with one more field at its end. */
    Shape with(String name) {
        var known = extensions.get(name);
        return known != null ? known : extend(name);
    }

    private synchronized Shape extend(String name) {
        var known = extensions.get(name);
        if (known != null) {
            return known;
        }
        var moreNames = Arrays.copyOf(names, names.length + 1);
        moreNames[names.length] = name;
        var extension = new Shape(moreNames, Arrays.copyOf(types, names.length + 1));
        var more = new HashMap<>(extensions);
        more.put(name, extension);
        extensions = Map.copyOf(more);
        return extension;
    }

    /** Gives 32-bit floats the value that their shortest text stands for. */
    void widenFloats(@Nullable Object[] cells) {
        if (floats) {
            for (int i = 0; i < types.length; i++) {
                if (types[i] == ColumnType.FLOAT) {
                    cells[i] = widen(cells[i]);
                }
            }
        }
    }

    private static @Nullable Object widen(@Nullable Object cell) {
        return switch (cell) {
            case Double value -> Double.valueOf(Float.toString(value.floatValue()));
            case List<?> list -> Values.map(list, Shape::widen);
            case null, default -> cell;
        };
    }
}
