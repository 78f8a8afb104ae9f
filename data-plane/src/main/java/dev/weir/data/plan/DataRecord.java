package dev.weir.data.plan;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A record: a shape and its cells. It may grow while a plan runs. */
final class DataRecord {
    private Shape shape;
    private @Nullable Object[] cells;

    DataRecord(Shape shape, @Nullable Object[] cells) {
        this.shape = shape;
        this.cells = cells;
    }

    Shape shape() {
        return shape;
    }

    @Nullable Object[] cells() {
        return cells;
    }

    /** A field's value; null if there is no such field. */
    @Nullable Object get(String name) {
        int index = shape.indexOf(name);
        return index < 0 ? null : cells[index];
    }

    void set(String name, @Nullable Object value) {
        int index = shape.indexOf(name);
        if (index < 0) {
            index = shape.size();
            shape = shape.with(name);
            cells = Arrays.copyOf(cells, index + 1);
        }
        cells[index] = value;
    }
}
