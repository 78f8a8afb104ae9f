package dev.weir.it.fault;

import dev.weir.it.fault.NodeCounters.Amounts;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the billing meter has in its tables. */
final class MeterDatabase implements AutoCloseable {
    /** All of usage that must come out the same however often it is read. */
    private static final List<String> TABLES =
            List.of(
                    "SELECT * FROM usage_hour ORDER BY 1, 2, 3, 4, 5, 6",
                    "SELECT * FROM source ORDER BY 1, 2, 3",
                    "SELECT * FROM source_environment ORDER BY 1, 2, 3, 4",
                    "SELECT * FROM source_seal ORDER BY 1, 2, 3, 4",
                    "SELECT * FROM ledger WHERE cpu_millis IS NOT NULL ORDER BY seq",
                    "SELECT * FROM quarantine ORDER BY id",
                    "SELECT topic, partition, next_offset, accepted, quarantined FROM intake"
                            + " ORDER BY 1, 2");

    private final Connection connection;

    /** Connects as the meter does. */
    MeterDatabase(UpProcesses processes) throws IOException, SQLException {
        var meter = "billing-meter";
        connection =
                DriverManager.getConnection(
                        processes.setting(meter, "billing.database.url"),
                        processes.setting(meter, "billing.database.user"),
                        processes.setting(meter, "billing.database.password"));
        connection.setSchema("billing");
    }

    /** The ledger's sums, by environment. */
    Map<String, Amounts> ledger() throws SQLException {
        var sums = new TreeMap<String, Amounts>();
        var sql =
                """
                SELECT environment, sum(cpu_millis), sum(queries), sum(rows_read), sum(bytes_out),
                    sum(database_busy_nanos) / 1000000
                FROM ledger WHERE cpu_millis IS NOT NULL GROUP BY environment\
                """;
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                sums.put(
                        rows.getString(1),
                        new Amounts(
                                rows.getLong(2),
                                rows.getLong(3),
                                rows.getLong(4),
                                rows.getLong(5),
                                rows.getLong(6)));
            }
        }
        return sums;
    }

    /** The usage tables, row by row. */
    List<List<String>> usage() throws SQLException {
        var all = new ArrayList<List<String>>();
        for (var sql : TABLES) {
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery(sql)) {
                while (rows.next()) all.add(row(rows));
            }
        }
        return all;
    }

    private static List<String> row(ResultSet rows) throws SQLException {
        var row = new ArrayList<String>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            row.add(String.valueOf(rows.getString(i)));
        }
        return row;
    }

    /** The one number that a query answers. */
    long number(String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Makes the meter, which is not running, read the topic from its beginning. */
    void rewind() throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE intake SET next_offset = 0");
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
