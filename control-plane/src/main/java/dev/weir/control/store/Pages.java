package dev.weir.control.store;

import dev.weir.control.management.Page;
import dev.weir.control.management.PageRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists in parts, by a column that rises and never changes. */
final class Pages {
    private record Numbered<T>(long number, T item) {}

    private Pages() {}

    /**
     * A part of what a query gives.
     *
     * @param sql ends in a condition, to which the part's own is added
     * @param column the number that orders the rows, oldest first
     */
    static <T> Page<T> oldestFirst(
            Connection connection,
            Sql.Row<T> row,
            PageRequest page,
            String sql,
            String column,
            @Nullable Object... values)
            throws SQLException {
        return page(connection, row, page, sql, column, " > ?", 0, values);
    }

    /** The same, newest first. */
    static <T> Page<T> newestFirst(
            Connection connection,
            Sql.Row<T> row,
            PageRequest page,
            String sql,
            String column,
            @Nullable Object... values)
            throws SQLException {
        return page(connection, row, page, sql, column, " < ?", Long.MAX_VALUE, values);
    }

    /** A condition for the page's name, to stand in a query before the part's own. */
    static String named(PageRequest page, String column) {
        return page.name() == null ? "" : " AND " + column + " = ?";
    }

    /** A condition for the page's projects, to stand behind that for its name. */
    static String within(PageRequest page, String column) {
        if (page.projects().isEmpty()) return "";
        var places = String.join(", ", Collections.nCopies(page.projects().size(), "?"));
        return " AND " + column + " IN (" + places + ")";
    }

    /** The values of a query: its own, then the page's name. */
    static @Nullable Object[] names(PageRequest page, @Nullable Object... values) {
        var all = new ArrayList<@Nullable Object>(Arrays.asList(values));
        if (page.name() != null) all.add(page.name());
        return all.toArray();
    }

    /** The values of a query: its own, then the page's name and projects. */
    static @Nullable Object[] namesWithin(PageRequest page, @Nullable Object... values) {
        var all = new ArrayList<@Nullable Object>(Arrays.asList(names(page, values)));
        all.addAll(page.projects());
        return all.toArray();
    }

    private static <T> Page<T> page(
            Connection connection,
            Sql.Row<T> row,
            PageRequest page,
            String sql,
            String column,
            String beyond,
            long start,
            @Nullable Object... values)
            throws SQLException {
        var all = new ArrayList<@Nullable Object>(Arrays.asList(values));
        var direction = start == 0 ? "" : " DESC";
        all.add(after(page, start));
        all.add(page.limit() + 1);
        var name = column.substring(column.indexOf('.') + 1);
        List<Numbered<T>> found =
                Sql.list(
                        connection,
                        result -> new Numbered<>(result.getLong(name), row.of(result)),
                        sql
                                + (" AND " + column + beyond)
                                + (" ORDER BY " + column + direction + " LIMIT ?"),
                        all.toArray());
        boolean more = found.size() > page.limit();
        var shown = more ? found.subList(0, page.limit()) : found;
        return new Page<>(
                shown.stream().map(Numbered::item).toList(),
                more ? Long.toString(shown.getLast().number(), 36) : null);
    }

    /** Where a part begins: behind this number. */
    static long after(PageRequest page, long start) {
        var after = page.after();
        if (after == null) return start;
        try {
            return Long.parseLong(after, 36);
        } catch (NumberFormatException _) {
            throw Refused.invalid("after", "must be the next of an earlier page");
        }
    }
}
