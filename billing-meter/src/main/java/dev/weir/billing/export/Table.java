package dev.weir.billing.export;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of named, typed columns.
 *
 * @param rows each with a value for every column: a text, a {@link BigDecimal}, an instant, or null
 */
public record Table(List<Column> columns, List<List<@Nullable Object>> rows) {
    /**
     * A column.
     *
     * @param optional whether it may be without a value
     */
    public record Column(String name, ColumnType type, boolean optional) {}

    /** Refuses rows of another width. */
    public Table {
        for (var row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(
                        "a row of " + row.size() + " values in " + columns.size() + " columns");
            }
        }
    }

    /** A column's place. */
    public int index(String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name)) return i;
        }
        throw new IllegalArgumentException("no column " + name);
    }

    /** The sum of a decimal column. */
    public BigDecimal sum(String name) {
        int index = index(name);
        return rows.stream()
                .map(row -> row.get(index))
                .filter(BigDecimal.class::isInstance)
                .map(BigDecimal.class::cast)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
