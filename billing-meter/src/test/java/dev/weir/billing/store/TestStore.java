package dev.weir.billing.store;

import dev.weir.runtime.Secret;
import dev.weir.testing.TestPostgres;
import java.util.ArrayList;
import java.util.List;

/** A migrated database of a test's own. */
public final class TestStore {
    /** How many connections its pool may open. */
    static final int CONNECTIONS = 4;

    private TestStore() {}

    public static BillingDatabase open() {
        var database = fresh();
        known(database);
        return database;
    }

    /** The same without any environment. */
    public static BillingDatabase fresh() {
        var fresh = TestPostgres.freshDatabase();
        var database =
                new BillingDatabase(
                        fresh.jdbcUrl(), fresh.user(), new Secret(fresh.password()), CONNECTIONS);
        database.migrate();
        return database;
    }

    /** Environments that live where the records of tests come from, and have no name yet. */
    private static void known(BillingDatabase database) {
        database.write(connection -> {
            try (var statement = connection.createStatement()) {
                return statement.execute(
                        "INSERT INTO environment (environment, version, region, deleted)"
                                + " SELECT 'env-' || n, 0, 'eu1', false"
                                + " FROM generate_series(0, 99) AS n");
            }
        });
    }

    /** As it was when it was opened. */
    public static void empty(BillingDatabase database) {
        database.write(connection -> {
            try (var statement = connection.createStatement()) {
                // What the database refuses to empty, it empties only for a test.
                return statement.execute(
                        "ALTER TABLE ledger DISABLE TRIGGER never_emptied;"
                                + " TRUNCATE intake, source, source_environment, usage_hour,"
                                + " quarantine, source_seal, ledger;"
                                + " ALTER TABLE ledger ENABLE TRIGGER never_emptied;"
                                + " UPDATE ledger_head SET seq = 0, complete_through = NULL,"
                                + " hash = decode(repeat('00', 32), 'hex')");
            }
        });
    }

    /** All rows of a query, each as its columns' texts. */
    public static List<List<String>> rows(BillingDatabase database, String sql) {
        return database.read(connection -> {
            var all = new ArrayList<List<String>>();
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery(sql)) {
                int columns = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    var row = new ArrayList<String>();
                    for (int i = 1; i <= columns; i++) {
                        row.add(String.valueOf(rows.getString(i)));
                    }
                    all.add(row);
                }
            }
            return all;
        });
    }

    /** Everything that must come out the same however the records came in. */
    public static List<List<String>> sums(BillingDatabase database) {
        var all = new ArrayList<List<String>>();
        all.addAll(rows(database, "SELECT * FROM usage_hour ORDER BY 1, 2, 3, 4, 5, 6"));
        all.addAll(
                rows(
                        database,
                        "SELECT region, node, incarnation, cluster, received, seen_through,"
                                + " sent_through, last_seen, ended FROM source ORDER BY 1, 2, 3"));
        all.addAll(
                rows(
                        database,
                        "SELECT hour, environment, project, region, cluster, sum(cpu_millis),"
                                + " sum(queries), sum(rows_read), sum(bytes_out),"
                                + " sum(database_busy_nanos), sum(records) FROM ledger"
                                + " WHERE cpu_millis IS NOT NULL GROUP BY 1, 2, 3, 4, 5"
                                + " ORDER BY 1, 2, 3, 4, 5"));
        all.addAll(rows(database, "SELECT * FROM source_seal ORDER BY 1, 2, 3, 4"));
        all.addAll(rows(database, "SELECT * FROM source_environment ORDER BY 1, 2, 3, 4"));
        all.addAll(
                rows(
                        database,
                        "SELECT topic, partition, record_offset, reason, digest FROM quarantine"
                                + " ORDER BY 1, 2, 3, 5"));
        return all;
    }
}
