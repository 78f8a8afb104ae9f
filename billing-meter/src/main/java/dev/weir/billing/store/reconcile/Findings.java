package dev.weir.billing.store.reconcile;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Queries of the reconciliation: sums in one row, and problems in words. */
final class Findings {
    private final Connection connection;

    Findings(Connection connection) {
        this.connection = connection;
    }

    /** The columns of the first row. */
    List<@Nullable BigDecimal> decimals(String sql, String... parameters) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) statement.setString(i + 1, parameters[i]);
            try (var rows = statement.executeQuery()) {
                rows.next();
                var row = new ArrayList<@Nullable BigDecimal>();
                int columns = rows.getMetaData().getColumnCount();
                for (int i = 1; i <= columns; i++) row.add(rows.getBigDecimal(i));
                return row;
            }
        }
    }

    /** The first column of all rows. */
    List<String> texts(String sql, String... parameters) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) statement.setString(i + 1, parameters[i]);
            try (var rows = statement.executeQuery()) {
                var all = new ArrayList<String>();
                while (rows.next()) all.add(rows.getString(1));
                return all;
            }
        }
    }
}
