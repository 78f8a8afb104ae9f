package dev.weir.data.plan;

import dev.weir.data.database.Column;
import dev.weir.data.database.RowConsumer;
import dev.weir.data.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes records of rows, without copying them. */
final class RecordCollector implements RowConsumer {
    /** Bytes of a record beside its cells, and of a cell beside its text. */
    private static final int RECORD = 48;

    private static final int CELL = 24;
    private static final int STEP = 64 << 10;

    private final ShapeCache shapes;
    private final Memory memory;
    private long untaken;
    private final List<DataRecord> records = new ArrayList<>();
    private @Nullable Shape shape;

    RecordCollector(ShapeCache shapes, Memory memory) {
        this.shapes = shapes;
        this.memory = memory;
    }

    @Override
    public void columns(List<Column> columns) {
        shape = shapes.shape(columns);
    }

    @Override
    public void row(@Nullable Object[] cells) {
        var current = Objects.requireNonNull(shape, "columns come before rows");
        current.widenFloats(cells);
        count(cells);
        records.add(new DataRecord(current, cells));
    }

    private void count(@Nullable Object[] cells) {
        untaken += RECORD;
        for (var cell : cells) untaken += CELL + size(cell);
        if (untaken < STEP) return;
        memory.take(untaken);
        untaken = 0;
    }

    private static long size(@Nullable Object cell) {
        return switch (cell) {
            case String text -> text.length();
            case byte[] bytes -> bytes.length;
            case List<?> list -> {
                long size = 0;
                for (var element : list) size += CELL + size(element);
                yield size;
            }
            case null, default -> 0;
        };
    }

    List<DataRecord> records() {
        return records;
    }
}
