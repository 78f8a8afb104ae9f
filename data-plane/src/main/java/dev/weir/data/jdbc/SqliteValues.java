package dev.weir.data.jdbc;

import com.fasterxml.jackson.core.JsonFactory;
import dev.weir.data.database.ColumnType;
import dev.weir.data.database.DatabaseFault;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The types of SQLite's columns and the forms of their values, as {@code
 * @prisma/adapter-better-sqlite3} reads them. A FLOAT column is a double here: its values are.
 */
final class SqliteValues {
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'+00:00'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final JsonFactory JSON = new JsonFactory();

    private SqliteValues() {}

    /** What a declared type means; null where the values decide. */
    static @Nullable ColumnType declared(@Nullable String type) {
        if (type == null) return null;
        return switch (type.toUpperCase(Locale.ROOT)) {
            case "DECIMAL" -> ColumnType.DECIMAL;
            case "FLOAT", "DOUBLE", "DOUBLE PRECISION", "NUMERIC", "REAL" -> ColumnType.DOUBLE;
            case "TINYINT", "SMALLINT", "MEDIUMINT", "INT", "INTEGER", "SERIAL", "INT2" ->
                    ColumnType.INT32;
            case "BIGINT", "UNSIGNED BIG INT", "INT8" -> ColumnType.INT64;
            case "DATETIME", "TIMESTAMP" -> ColumnType.DATETIME;
            case "TIME" -> ColumnType.TIME;
            case "DATE" -> ColumnType.DATE;
            case "TEXT",
                    "CLOB",
                    "CHARACTER",
                    "VARCHAR",
                    "VARYING CHARACTER",
                    "NCHAR",
                    "NATIVE CHARACTER",
                    "NVARCHAR" ->
                    ColumnType.TEXT;
            case "BLOB" -> ColumnType.BYTES;
            case "BOOLEAN" -> ColumnType.BOOLEAN;
            case "JSON", "JSONB" -> ColumnType.JSON;
            default -> null;
        };
    }

    /** The type of a column without a declared one, by its first value. */
    static ColumnType stored(Object cell) {
        return switch (cell) {
            case Double _ -> ColumnType.DOUBLE;
            case String _ -> ColumnType.TEXT;
            case byte[] _ -> ColumnType.BYTES;
            default -> ColumnType.INT64;
        };
    }

    /**
     * A value in its column's form. SQLite stores values of any type in any column: one that does
     * not fit keeps its own form, and is refused where it is mapped.
     */
    static Object form(Object cell, ColumnType type, String column) {
        return switch (type) {
            case INT32 -> whole(cell, false);
            case INT64 -> whole(cell, true);
            case FLOAT, DOUBLE -> cell instanceof Number number ? number.doubleValue() : cell;
            case DECIMAL -> cell instanceof Number number ? decimal(number) : cell;
            case BOOLEAN -> cell instanceof Number number ? number.doubleValue() == 1 : cell;
            case DATETIME, DATE, TIME -> cell instanceof Number number ? moment(number) : cell;
            case BYTES ->
                    cell instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : cell;
            case JSON -> json(cell, column);
            case TEXT, ENUM, UUID, OTHER -> cell;
        };
    }

    /** A moment as Prisma stores it. */
    static String moment(Instant instant) {
        return MOMENT.format(instant);
    }

    private static String moment(Number milliseconds) {
        return moment(Instant.ofEpochMilli(milliseconds.longValue()));
    }

    private static Object whole(Object cell, boolean wide) {
        if (!(cell instanceof Number number)) return cell;
        long value = number.longValue();
        return wide || value != (int) value ? (Object) value : (Object) (int) value;
    }

    private static String decimal(Number number) {
        return number instanceof Double real
                ? new BigDecimal(Double.toString(real)).stripTrailingZeros().toPlainString()
                : number.toString();
    }

    /** SQLite stores any text in a JSON column, and JSON goes into an answer as it is. */
    private static Object json(Object cell, String column) {
        if (!(cell instanceof String text)) return cell;
        try (var parser = JSON.createParser(text)) {
            var first = parser.nextToken();
            parser.skipChildren();
            if (first != null && parser.nextToken() == null) return cell;
        } catch (IOException _) {
            // Not JSON, either.
        }
        throw new DatabaseFault(
                DatabaseFault.Kind.ARGUMENT,
                "",
                "the JSON column '%s' holds text that is not JSON".formatted(column),
                Map.of());
    }
}
