package dev.weir.data.database;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes a statement's rows as they arrive. */
public interface RowConsumer {
    /** Ignores all rows. */
    RowConsumer IGNORE =
            new RowConsumer() {
                @Override
                public void columns(List<Column> columns) {}

                @Override
                public void row(@Nullable Object[] cells) {}
            };

    /**
     * The result's columns, once, before its first row; also when there is none. Not called when a
     * statement brings no result.
     */
    void columns(List<Column> columns);

    /**
     * The next row; the array is the consumer's from now on. Forms of the cells: {@link
     * ColumnType}.
     */
    void row(@Nullable Object[] cells);
}
