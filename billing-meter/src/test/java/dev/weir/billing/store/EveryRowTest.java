package dev.weir.billing.store;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.billing.ledger.Bodies;
import dev.weir.billing.reconcile.Reconciliation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every table and column that the database has, whoever added it: whatever a superuser changes in
 * one row, removes or adds, with all triggers and foreign keys off, the reconciliation shows or the
 * database still refuses. Each change is rolled back before the next.
 */
class EveryRowTest {
    /** Tables without a figure of a bill. */
    private static final Map<String, String> TABLES_ASIDE =
            Map.of(
                    "flyway_schema_history",
                    "which migrations were run",
                    "budget_outbox",
                    "which stops were told to the control plane: what is used meanwhile is billed");

    /** Columns without meaning to a bill, and why. */
    private static final Map<String, String> COLUMNS_ASIDE = aside();

    private static Map<String, String> aside() {
        var aside = new LinkedHashMap<String, String>();
        aside.put("intake.generation", "who may write next: raised, the owner claims again");
        aside.put(
                "intake.next_offset",
                "lowered, what was counted is a repetition; raised, what was passed over is missing"
                        + " among its source's numbers, which R2 shows");
        aside.put(
                "source.last_seen",
                "how long the watermark waits for a source that is silent: what it sends later is"
                        + " counted all the same");
        aside.put(
                "source_environment.latest_sequence",
                "which record's sums hold: raised, later sums are passed over and differ from what"
                        + " is accepted, which R1 shows; lowered, nothing happens");
        aside.put(
                "source_environment.told",
                "whether sums other than CPU time can be compared with what was accepted: those are"
                        + " compared with the hour sums all the same");
        aside.put("environment.version", "which of the control plane's words is the newer one");
        for (var column : List.of("record_offset", "record_key", "reason", "detail", "logged_at")) {
            aside.put(
                    "quarantine." + column,
                    "is told to persons; a record that is driven is judged anew by what it holds");
        }
        aside.put(
                "quarantine.environment",
                "when the meter itself drives a record again; a person can at any time");
        return aside;
    }

    private static Month month;

    @BeforeAll
    static void fill() throws Exception {
        month = new Month();
    }

    @AfterAll
    static void close() {
        month.close();
    }

    @Test
    void theMonthFillsEveryTableAndHasEveryKindOfEntry() {
        for (var table : tables()) {
            assertThat(month.rows("SELECT 1 FROM " + table + " LIMIT 1")).as(table).isNotEmpty();
        }
        assertThat(month.rows("SELECT DISTINCT kind FROM ledger").stream().map(List::getFirst))
                .containsExactlyInAnyOrderElementsOf(Bodies.kinds());
    }

    @Test
    void nothingIsWrongBefore() {
        for (var period : Month.PERIODS) {
            assertThat(month.reconciliation.of(period)).satisfies(EveryRowTest::isGreen);
        }
    }

    private static void isGreen(Reconciliation reconciliation) {
        assertThat(reconciliation.levels())
                .allSatisfy(level -> {
                    assertThat(level.problems()).as(level.id()).isEmpty();
                    assertThat(level.ok()).as(level.id()).isTrue();
                });
    }

    /** One column of one row at a time. */
    @Test
    void everyChangedValueIsFound() {
        var unnoticed = new ArrayList<String>();
        var untouched = new TreeMap<String, String>();
        for (var table : tables()) {
            for (var column : columns(table)) {
                var name = table + "." + column.name;
                if (COLUMNS_ASIDE.containsKey(name)) continue;
                boolean tried = false;
                for (var row : samples(table)) {
                    for (var value : changed(table, column)) {
                        var change =
                                "UPDATE %s SET %s = %s WHERE ctid = '%s' AND %s IS DISTINCT FROM %s"
                                        .formatted(
                                                table, column.name, value, row, column.name, value);
                        var seen = seen(change);
                        if (seen == Seen.UNNOTICED) unnoticed.add(change + describe(table, row));
                        tried |= seen != Seen.NOTHING;
                    }
                }
                if (!tried) untouched.put(name, column.type);
            }
        }
        assertThat(unnoticed).isEmpty();
        assertThat(untouched).as("columns of which no value could be changed").isEmpty();
    }

    @Test
    void everyRemovedRowIsFound() {
        var unnoticed = new ArrayList<String>();
        for (var table : tables()) {
            for (var row : samples(table)) {
                var change = "DELETE FROM %s WHERE ctid = '%s'".formatted(table, row);
                if (seen(change) == Seen.UNNOTICED) unnoticed.add(change + describe(table, row));
            }
        }
        assertThat(unnoticed).isEmpty();
    }

    @Test
    void everyAddedRowIsFound() {
        var unnoticed = new ArrayList<String>();
        for (var table : tables()) {
            var keys = keys(table);
            var values =
                    columns(table).stream()
                            .map(column ->
                                    keys.contains(column.name)
                                            ? another(table, column)
                                            : column.name)
                            .collect(joining(", "));
            var names = columns(table).stream().map(Column::name).collect(joining(", "));
            for (var row : samples(table)) {
                var change =
                        "INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM %s WHERE ctid = '%s'"
                                .formatted(table, names, values, table, row);
                if (seen(change) == Seen.UNNOTICED) unnoticed.add(change + describe(table, row));
            }
        }
        assertThat(unnoticed).isEmpty();
    }

    @Test
    void whatIsLeftAsideIsThere() {
        var all = new ArrayList<String>();
        for (var table : tables()) {
            columns(table).forEach(column -> all.add(table + "." + column.name));
        }
        assertThat(all).containsAll(COLUMNS_ASIDE.keySet());
    }

    private enum Seen {
        /** The change changes nothing. */
        NOTHING,
        /** The database does not let it. */
        REFUSED,
        RED,
        UNNOTICED
    }

    /** What becomes of a change, which is then undone. */
    private static Seen seen(String change) {
        return month.undone(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("SET LOCAL session_replication_role = replica");
                if (statement.executeUpdate(change) == 0) return Seen.NOTHING;
            } catch (SQLException e) {
                return Seen.REFUSED;
            }
            for (var period : Month.PERIODS) {
                if (!month.reconciliation.of(connection, period).ok()) return Seen.RED;
            }
            return Seen.UNNOTICED;
        });
    }

    private record Column(String name, String type, boolean nullable) {}

    private static List<String> tables() {
        return month
                .rows(
                        "SELECT table_name FROM information_schema.tables WHERE table_schema ="
                                + " 'billing' AND table_type = 'BASE TABLE' ORDER BY 1")
                .stream()
                .map(List::getFirst)
                .filter(table -> !TABLES_ASIDE.containsKey(table))
                .toList();
    }

    private static List<Column> columns(String table) {
        return month
                .rows(
                        ("SELECT column_name, data_type, is_nullable FROM information_schema.columns"
                                        + " WHERE table_schema = 'billing' AND table_name = '%s'"
                                        + " ORDER BY ordinal_position")
                                .formatted(table))
                .stream()
                .map(row -> new Column(row.get(0), row.get(1), row.get(2).equals("YES")))
                .toList();
    }

    /** All rows; of the ledger, which is one chain, the first of each kind and the last. */
    private static List<String> samples(String table) {
        var sql =
                table.equals("ledger")
                        ? "SELECT ctid FROM (SELECT ctid, seq, row_number() OVER (PARTITION BY kind"
                                + " ORDER BY seq) AS nth FROM ledger) AS numbered WHERE nth = 1 OR"
                                + " seq = (SELECT max(seq) FROM ledger) ORDER BY seq"
                        : "SELECT ctid FROM " + table;
        return month.rows(sql).stream().map(List::getFirst).toList();
    }

    /** Other values for a column, as SQL. */
    private static List<String> changed(String table, Column column) {
        var name = column.name;
        var values = new ArrayList<String>();
        switch (column.type) {
            case "bigint", "integer", "numeric" ->
                    values.addAll(List.of("coalesce(%s, 0) + 1", "coalesce(%s, 1) - 1"));
            case "text" ->
                    values.addAll(
                            List.of(
                                    "coalesce(%s, '') || 'x'",
                                    // What stands in another row.
                                    ("(SELECT o.%2$s FROM %1$s AS o WHERE o.%2$s <> %1$s.%2$s ORDER"
                                                    + " BY 1 LIMIT 1)")
                                            .formatted(table, name)));
            case "timestamp with time zone" ->
                    values.addAll(
                            List.of(
                                    "coalesce(%s, 'epoch'::timestamptz) + interval '1 hour'",
                                    "%s - interval '31 days'"));
            case "boolean" -> values.add("NOT %s");
            case "bytea" ->
                    values.add(
                            "set_byte(%1$s, length(%1$s) / 2, 255 - get_byte(%1$s, length(%1$s) / 2))");
            case "int8multirange" ->
                    values.addAll(
                            List.of(
                                    "%s + '{[1000,1001)}'",
                                    "%s - '{[1,2)}'",
                                    "'{}'::int8multirange",
                                    "int8multirange(int8range(1, upper(%s) + 1))"));
            default -> throw new AssertionError("how to change a " + column.type + "?");
        }
        if (column.nullable) values.add("NULL");
        return values.stream().map(value -> value.formatted(name)).toList();
    }

    /** The last column of each unique key. */
    private static List<String> keys(String table) {
        return month
                .rows(
                        """
                        SELECT a.attname FROM pg_index i
                        JOIN pg_attribute a ON a.attrelid = i.indrelid
                            AND a.attnum = i.indkey[i.indnatts - 1]
                        WHERE i.indisunique AND i.indrelid = 'billing.%s'::regclass\
                        """
                                .formatted(table))
                .stream()
                .map(List::getFirst)
                .toList();
    }

    /** A value that no row has yet. */
    private static String another(String table, Column column) {
        var name = column.name;
        return switch (column.type) {
            case "bigint", "integer" -> "(SELECT max(%s) FROM %s) + 1".formatted(name, table);
            case "text" -> name + " || 'x'";
            case "bytea" -> name + " || '\\x00'::bytea";
            case "boolean" -> "NOT " + name;
            default -> throw new AssertionError("another " + column.type + "?");
        };
    }

    private static String describe(String table, String row) {
        return "  "
                + month.rows(
                        "SELECT left((to_jsonb(t) - 'content' - 'body')::text, 300) FROM %s AS t WHERE ctid = '%s'"
                                .formatted(table, row));
    }

    /** Work whose transaction is rolled back. */
    interface Work<T> {
        T in(Connection connection) throws SQLException;
    }
}
