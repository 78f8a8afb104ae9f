package dev.weir.data.pg;

import dev.weir.data.database.Column;
import dev.weir.data.database.RowConsumer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps a result. */
public final class Rows implements RowConsumer {
    private final List<Column> columns = new ArrayList<>();
    private final List<List<@Nullable Object>> rows =
            Collections.synchronizedList(new ArrayList<>());
    private int told;

    @Override
    public void columns(List<Column> described) {
        told++;
        columns.addAll(described);
    }

    @Override
    public void row(@Nullable Object[] cells) {
        rows.add(Arrays.asList(cells));
    }

    public List<Column> columns() {
        return columns;
    }

    /** How often the columns were told. */
    public int told() {
        return told;
    }

    public List<List<@Nullable Object>> rows() {
        return rows;
    }

    /** The only cell of the only row. */
    public @Nullable Object cell() {
        if (rows.size() != 1 || rows.getFirst().size() != 1) {
            throw new AssertionError("not one cell but " + rows);
        }
        return rows.getFirst().getFirst();
    }
}
