package dev.weir.data.plan;

import dev.weir.data.database.Column;
import dev.weir.data.database.ColumnType;
import dev.weir.data.database.RowConsumer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the result of the application's own statement: columns, types and rows. */
final class RawResultWriter implements RowConsumer {
    private final JsonOutput out;
    private List<Column> columns = List.of();
    private boolean begun;
    private boolean first = true;

    RawResultWriter(JsonOutput out) {
        this.out = out;
    }

    @Override
    public void columns(List<Column> columns) {
        this.columns = columns;
        begun = true;
        out.raw("{\"columns\":[");
        for (int i = 0; i < columns.size(); i++) {
            out.raw(i == 0 ? "" : ",").string(columns.get(i).name());
        }
        out.raw("],\"types\":[");
        for (int i = 0; i < columns.size(); i++) {
            var column = columns.get(i);
            out.raw(i == 0 ? "" : ",").raw('"').raw(word(column));
            out.raw(column.list() ? "-array\"" : "\"");
        }
        out.raw("],\"rows\":[");
    }

    @Override
    public void row(@Nullable Object[] cells) {
        out.raw(first ? "[" : ",[");
        first = false;
        for (int i = 0; i < cells.length; i++) {
            if (i > 0) {
                out.raw(',');
            }
            write(cells[i], columns.get(i));
        }
        out.raw(']');
    }

    /** To be called after the last row. */
    void end() {
        if (!begun) {
            columns(List.of());
        }
        out.raw("]}");
    }

    private void write(@Nullable Object cell, Column column) {
        var type = column.type();
        switch (cell) {
            case null -> out.raw("null");
            case List<?> list -> {
                out.raw('[');
                for (int i = 0; i < list.size(); i++) {
                    if (i > 0) {
                        out.raw(',');
                    }
                    write(list.get(i), column);
                }
                out.raw(']');
            }
            case Long number -> out.raw('"').number(number).raw('"');
            case String json when type == ColumnType.JSON -> out.raw(json);
            case String moment when type == ColumnType.DATETIME || type == ColumnType.DATE ->
                    out.string(readable(moment, column));
            case Double number when type == ColumnType.FLOAT ->
                    out.raw(Numbers.text(Double.parseDouble(Float.toString(number.floatValue()))));
            default -> JsonText.write(cell, out);
        }
    }

    private static String readable(String moment, Column column) {
        var text = DateTimes.readable(moment);
        if (text != null) return text;
        throw raw(
                "Conversion failed: expected a datetime string in column '%s', found %s"
                        .formatted(column.name(), moment),
                Map.of("kind", "InvalidInputValue"));
    }

    private static String word(Column column) {
        return switch (column.type()) {
            case INT32 -> "int";
            case INT64 -> "bigint";
            case FLOAT -> "float";
            case DOUBLE -> "double";
            case DECIMAL -> "decimal";
            case BOOLEAN -> "bool";
            case TEXT, ENUM -> "string";
            case JSON -> "json";
            case UUID -> "uuid";
            case DATETIME -> "datetime";
            case DATE -> "date";
            case TIME -> "time";
            case BYTES -> "bytes";
            case OTHER -> throw unsupported(column.databaseType());
        };
    }

    private static PlanFailure unsupported(String type) {
        var cause = new LinkedHashMap<String, Object>();
        cause.put("kind", "UnsupportedNativeDataType");
        cause.put("type", type);
        return raw(
                "Failed to deserialize column of type '%s'. If you're using $queryRaw and this column is explicitly marked as `Unsupported` in your Prisma schema, try casting this column to any supported Prisma type such as `String`."
                        .formatted(type),
                cause);
    }

    private static PlanFailure raw(String message, Map<String, Object> cause) {
        return new PlanFailure(
                400,
                "P2010",
                "Raw query failed. Code: `N/A`. Message: `" + message + "`",
                Map.of("driverAdapterError", DatabaseFailures.driverError(cause)));
    }
}
