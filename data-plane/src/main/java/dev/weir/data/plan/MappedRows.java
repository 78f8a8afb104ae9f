package dev.weir.data.plan;

import dev.weir.data.database.Column;
import dev.weir.data.database.RowConsumer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes rows as JSON objects while they arrive. */
final class MappedRows implements RowConsumer {
    private final ObjectMap map;
    private final ShapeCache shapes;
    private final boolean unique;
    private final JsonOutput out;
    private @Nullable Shape shape;
    private long count;

    /**
     * Begins to write.
     *
     * @param unique whether at most one row is expected: it stands for itself then, not in a list
     */
    MappedRows(ObjectMap map, ShapeCache shapes, boolean unique, JsonOutput out) {
        this.map = map;
        this.shapes = shapes;
        this.unique = unique;
        this.out = out;
        if (!unique) {
            out.raw('[');
        }
    }

    @Override
    public void columns(List<Column> columns) {
        shape = shapes.shape(columns);
    }

    @Override
    public void row(@Nullable Object[] cells) {
        var current = Objects.requireNonNull(shape, "columns come before rows");
        if (unique && count > 0) {
            count++;
            return;
        }
        if (count++ > 0) {
            out.raw(',');
        }
        current.widenFloats(cells);
        map.writeRow(current, cells, out);
    }

    /** To be called after the last row. */
    void end() {
        if (!unique) {
            out.raw(']');
        } else if (count == 0) {
            out.raw("null");
        } else if (count > 1) {
            throw PlanFailure.internal("Expected zero or one element, got " + count);
        }
    }
}
