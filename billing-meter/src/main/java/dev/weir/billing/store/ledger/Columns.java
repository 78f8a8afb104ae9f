package dev.weir.billing.store.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sets a statement's parameters to arrays, one per column, which the statement unnests to rows. */
public final class Columns {
    private final Connection connection;
    private final PreparedStatement statement;
    private int index;

    public Columns(Connection connection, PreparedStatement statement) {
        this.connection = connection;
        this.statement = statement;
    }

    public <T> Columns text(List<T> rows, Function<T, @Nullable String> value) throws SQLException {
        return set("text", rows, value);
    }

    public <T> Columns number(List<T> rows, Function<T, Long> value) throws SQLException {
        return set("bigint", rows, value);
    }

    public <T> Columns bool(List<T> rows, Function<T, Boolean> value) throws SQLException {
        return set("boolean", rows, value);
    }

    public <T> Columns bytes(List<T> rows, Function<T, byte @Nullable []> value)
            throws SQLException {
        // The driver takes bytes only in an array of just that type.
        var values = new byte[rows.size()][];
        for (int i = 0; i < values.length; i++) values[i] = value.apply(rows.get(i));
        return set("bytea", values);
    }

    /** As text with a zone, which PostgreSQL reads exactly, to the microsecond. */
    public <T> Columns time(List<T> rows, Function<T, @Nullable Instant> value)
            throws SQLException {
        return set(
                "text",
                rows,
                row -> {
                    var time = value.apply(row);
                    return time == null ? null : time.toString();
                });
    }

    private <T> Columns set(String type, List<T> rows, Function<T, ?> value) throws SQLException {
        var values = new Object[rows.size()];
        for (int i = 0; i < values.length; i++) values[i] = value.apply(rows.get(i));
        return set(type, values);
    }

    private Columns set(String type, @Nullable Object[] values) throws SQLException {
        statement.setArray(++index, connection.createArrayOf(type, values));
        return this;
    }
}
