package dev.weir.data.jdbc;

import dev.weir.data.database.Column;
import dev.weir.data.database.ColumnType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sqlite.core.CoreStatement;

/** A result of SQLite: its rows, and the types of its columns as Prisma's adapter finds them. */
final class SqliteRows {
    private final ResultSet result;
    private final String[] names;
    private final @Nullable ColumnType[] types;
    private final @Nullable String[] declared;

    SqliteRows(ResultSet result) throws SQLException {
        this.result = result;
        var described = result.getMetaData();
        int count = described.getColumnCount();
        names = new String[count];
        types = new ColumnType[count];
        declared = new String[count];
        var statement = (CoreStatement) result.getStatement();
        for (int i = 0; i < count; i++) {
            int column = i;
            names[i] = described.getColumnLabel(i + 1);
            declared[i] =
                    statement.pointer.<@Nullable String, SQLException>safeRun(
                            (database, pointer) -> database.column_decltype(pointer, column));
            types[i] = SqliteValues.declared(declared[i]);
        }
    }

    /** The next row as SQLite stores it; null after the last. */
    @Nullable Object @Nullable [] next() throws SQLException {
        if (!result.next()) return null;
        var row = new @Nullable Object[names.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = result.getObject(i + 1);
            var cell = row[i];
            if (types[i] == null && cell != null) types[i] = SqliteValues.stored(cell);
        }
        return row;
    }

    /** Whether the types of all columns are known. */
    boolean isTyped() {
        return Arrays.stream(types).allMatch(Objects::nonNull);
    }

    /** The columns; those that held nothing so far are whole numbers from now on. */
    List<Column> columns() {
        var columns = new ArrayList<Column>(names.length);
        for (int i = 0; i < names.length; i++) {
            var type = types[i];
            if (type == null) type = ColumnType.INT32;
            types[i] = type;
            columns.add(
                    new Column(names[i], type, false, Objects.requireNonNullElse(declared[i], "")));
        }
        return columns;
    }

    /** Brings a row's cells into the forms of their columns. */
    void convert(@Nullable Object[] row) {
        for (int i = 0; i < row.length; i++) {
            var cell = row[i];
            if (cell != null) {
                row[i] = SqliteValues.form(cell, Objects.requireNonNull(types[i]), names[i]);
            }
        }
    }
}
