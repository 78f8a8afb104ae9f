package dev.weir.data.jdbc;

import dev.weir.data.database.ArgumentType.Scalar;
import dev.weir.data.database.DatabaseFault;
import dev.weir.data.database.Statement;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Binds arguments as Prisma's adapter does; whole numbers of raw queries stay whole. */
final class SqliteArguments {
    private SqliteArguments() {}

    static void bind(PreparedStatement prepared, Statement statement) throws SQLException {
        int wanted = prepared.getParameterMetaData().getParameterCount();
        int given = statement.arguments().size();
        if (wanted != given) {
            throw fault("the statement has %d placeholders for %d values".formatted(wanted, given));
        }
        for (int i = 0; i < given; i++) {
            bind(prepared, i + 1, statement.arguments().get(i), statement.types().get(i).scalar());
        }
    }

    private static void bind(
            PreparedStatement prepared, int index, @Nullable Object argument, Scalar scalar)
            throws SQLException {
        switch (argument) {
            case null -> prepared.setObject(index, null);
            case Boolean truth -> prepared.setInt(index, truth ? 1 : 0);
            case Long number -> prepared.setLong(index, number);
            case Double number -> prepared.setDouble(index, number);
            case BigDecimal number -> prepared.setDouble(index, number.doubleValue());
            case Instant instant -> prepared.setString(index, SqliteValues.moment(instant));
            case byte[] bytes -> prepared.setBytes(index, bytes);
            case String text -> prepared.setObject(index, of(text, scalar));
            default ->
                    throw fault(
                            "value %d is a list, which SQLite has no type for".formatted(index));
        }
    }

    private static Object of(String text, Scalar scalar) {
        try {
            return switch (scalar) {
                case INT, BIGINT -> Long.valueOf(text);
                case FLOAT, DECIMAL -> Double.valueOf(text);
                case BYTES -> Base64.getDecoder().decode(text);
                case DATETIME -> SqliteValues.moment(OffsetDateTime.parse(text).toInstant());
                case STRING, BOOLEAN, ENUM, UUID, JSON, UNKNOWN -> text;
            };
        } catch (IllegalArgumentException | DateTimeException _) {
            return text; // a column takes values of any type
        }
    }

    private static DatabaseFault fault(String message) {
        return new DatabaseFault(DatabaseFault.Kind.ARGUMENT, "", message, Map.of());
    }
}
