package dev.weir.data.plan;

import dev.weir.data.database.Column;
import dev.weir.data.database.RowConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes records of rows, without copying them. */
final class RecordCollector implements RowConsumer {
    private final ShapeCache shapes;
    private final List<DataRecord> records = new ArrayList<>();
    private @Nullable Shape shape;

    RecordCollector(ShapeCache shapes) {
        this.shapes = shapes;
    }

    @Override
    public void columns(List<Column> columns) {
        shape = shapes.shape(columns);
    }

    @Override
    public void row(@Nullable Object[] cells) {
        var current = Objects.requireNonNull(shape, "columns come before rows");
        current.widenFloats(cells);
        records.add(new DataRecord(current, cells));
    }

    List<DataRecord> records() {
        return records;
    }
}
