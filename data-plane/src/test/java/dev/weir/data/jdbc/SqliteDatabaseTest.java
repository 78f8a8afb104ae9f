package dev.weir.data.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.data.database.ArgumentType;
import dev.weir.data.database.ArgumentType.Scalar;
import dev.weir.data.database.Column;
import dev.weir.data.database.ColumnType;
import dev.weir.data.database.Connection;
import dev.weir.data.database.DatabaseFault;
import dev.weir.data.database.DatabaseFault.Kind;
import dev.weir.data.database.IsolationLevel;
import dev.weir.data.database.Session;
import dev.weir.data.database.Statement;
import dev.weir.data.pg.Loop;
import dev.weir.data.pg.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** SQLite's own values, errors and dangers. */
class SqliteDatabaseTest {
    @RegisterExtension final Loop loop = new Loop();
    @TempDir private Path folder;

    private SqliteDatabase database;
    private Connection connection;
    private Session session;

    @BeforeEach
    void connects() throws IOException {
        var file = Files.createFile(folder.resolve("test.db"));
        database =
                new SqliteDatabase(
                        loop.vertx(),
                        SqliteFile.parse("file:" + file, List.of(folder)),
                        JobMeter.UNMETERED);
        connection = loop.connect(database);
        session = connection.lend(Loop.LIMITS);
    }

    private Rows query(String sql, @Nullable Object... arguments) {
        return query(Scalar.UNKNOWN, sql, arguments);
    }

    private Rows query(Scalar scalar, String sql, @Nullable Object... arguments) {
        var rows = new Rows();
        var type = new ArgumentType(scalar, false, null);
        var statement =
                new Statement(
                        sql,
                        Arrays.asList(arguments),
                        Collections.nCopies(arguments.length, type),
                        false);
        loop.await(() -> session.run(statement, rows));
        return rows;
    }

    private DatabaseFault faultOf(String sql) {
        return catchThrowableOfType(DatabaseFault.class, () -> query(sql));
    }

    @Test
    void readsDeclaredColumnsInTheirForms() {
        query(
                "CREATE TABLE t (i INTEGER, b BIGINT, d DECIMAL, f REAL, w DATETIME, y BOOLEAN, x"
                        + " BLOB, j JSONB)");
        query(
                "INSERT INTO t VALUES (1.9, 9007199254740993, 1.10, 2, 1709210096789, 2, x'00ff',"
                        + " '{\"a\": 1.10}')");

        var rows = query("SELECT * FROM t");

        assertThat(rows.columns())
                .extracting(Column::type)
                .containsExactly(
                        ColumnType.INT32,
                        ColumnType.INT64,
                        ColumnType.DECIMAL,
                        ColumnType.DOUBLE,
                        ColumnType.DATETIME,
                        ColumnType.BOOLEAN,
                        ColumnType.BYTES,
                        ColumnType.JSON);
        assertThat(rows.rows().getFirst())
                .containsExactly(
                        1,
                        9007199254740993L,
                        "1.1",
                        2.0,
                        "2024-02-29T12:34:56.789+00:00",
                        false,
                        new byte[] {0, -1},
                        "{\"a\": 1.10}");
    }

    @Test
    void takesTheFirstValuesTypeWhereNoneIsDeclared() {
        var rows =
                query(
                        "SELECT NULL AS a, NULL AS b, NULL AS c UNION ALL SELECT 1, NULL, 'x' UNION"
                                + " ALL SELECT 2, NULL, NULL");

        assertThat(rows.columns())
                .extracting(Column::type)
                .containsExactly(ColumnType.INT64, ColumnType.INT32, ColumnType.TEXT);
    }

    @Test
    void refusesTextThatIsNotJsonInAJsonColumn() {
        query("CREATE TABLE t (j JSONB)");
        query("INSERT INTO t VALUES ('1],\"code\":[')");

        assertThat(faultOf("SELECT j FROM t").kind()).isEqualTo(Kind.ARGUMENT);
    }

    @Test
    void bindsArgumentsAsTheClientTypesThem() {
        assertThat(query(Scalar.BIGINT, "SELECT typeof(?)", "9007199254740993").cell())
                .isEqualTo("integer");
        assertThat(query(Scalar.DECIMAL, "SELECT typeof(?)", "1.5").cell()).isEqualTo("real");
        assertThat(query(Scalar.BYTES, "SELECT hex(?)", "AP8=").cell()).isEqualTo("00FF");
        assertThat(query(Scalar.DATETIME, "SELECT ?", "2024-02-29T12:34:56.789Z").cell())
                .isEqualTo("2024-02-29T12:34:56.789+00:00");
        assertThat(query("SELECT ?", Instant.parse("2024-02-29T12:34:56Z")).cell())
                .isEqualTo("2024-02-29T12:34:56.000+00:00");
        assertThatThrownBy(() -> query("SELECT ?, ?", 1L)).isInstanceOf(DatabaseFault.class);
        assertThatThrownBy(() -> query("SELECT ?", List.of(1L))).isInstanceOf(DatabaseFault.class);
    }

    @Test
    void namesTheConstraintThatRefused() {
        query("CREATE TABLE p (id INTEGER PRIMARY KEY, a INT NOT NULL CHECK (a < 9), b INT)");
        query("CREATE UNIQUE INDEX u ON p (a, b)");
        query("CREATE TABLE c (p INT REFERENCES p (id))");
        query("INSERT INTO p VALUES (1, 2, 3)");

        var unique = faultOf("INSERT INTO p VALUES (2, 2, 3)");
        assertThat(unique.code()).isEqualTo("SQLITE_CONSTRAINT_UNIQUE");
        assertThat(unique.fields())
                .containsEntry("table", "p")
                .containsEntry("detail", "Key (a, b)");
        assertThat(unique).hasMessage("UNIQUE constraint failed: p.a, p.b");
        assertThat(faultOf("INSERT INTO p VALUES (1, 4, 3)").code())
                .isEqualTo("SQLITE_CONSTRAINT_PRIMARYKEY");
        assertThat(faultOf("INSERT INTO c VALUES (7)").code())
                .isEqualTo("SQLITE_CONSTRAINT_FOREIGNKEY");
        assertThat(faultOf("INSERT INTO p VALUES (3, NULL, 3)").fields())
                .containsEntry("column", "a");
        assertThat(faultOf("INSERT INTO p VALUES (3, 10, 3)").code())
                .isEqualTo("SQLITE_CONSTRAINT_CHECK");
        assertThat(faultOf("SELECT * FROM missing")).hasMessage("no such table: missing");
    }

    @Test
    void endsATransactionWhoseCommitFails() {
        query("CREATE TABLE p (id INTEGER PRIMARY KEY)");
        query("CREATE TABLE c (p INT REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED)");
        loop.await(() -> session.begin(null));
        query("INSERT INTO c VALUES (7)");

        assertThatThrownBy(() -> loop.await(() -> session.commit()))
                .isInstanceOf(DatabaseFault.class);

        assertThat(query("SELECT count(*) FROM c").cell()).isEqualTo(0L);
        loop.await(() -> session.begin(null));
        loop.await(() -> session.rollback());
    }

    @Test
    void refusesAnIsolationLevelThatSqliteLacks() {
        assertThatThrownBy(() -> loop.await(() -> session.begin(IsolationLevel.READ_COMMITTED)))
                .isInstanceOf(DatabaseFault.class);
    }

    @Test
    void reachesNoOtherFile() throws IOException {
        var other = folder.resolve("other.db");
        for (var sql :
                List.of(
                        "ATTACH DATABASE '%s' AS other".formatted(other),
                        "VACUUM INTO '%s'".formatted(other),
                        "backup to '%s'".formatted(other),
                        "restore from '%s'".formatted(other),
                        "SELECT load_extension('%s')".formatted(other))) {
            assertThat(faultOf(sql)).as(sql).isNotNull();
            assertThatThrownBy(() ->
                            loop.await(() ->
                                    session.runScript(
                                            new Statement(sql, List.of(), List.of(), true))))
                    .as(sql)
                    .isInstanceOf(DatabaseFault.class);
        }
        assertThat(Files.exists(other)).isFalse();
    }

    @Test
    void dropsNoStatementSilently() {
        query("CREATE TABLE t (a TEXT)");
        query("CREATE TRIGGER r AFTER INSERT ON t BEGIN DELETE FROM t WHERE a = 'x'; END");
        query("INSERT INTO t VALUES ('a;b'); -- done; really\n;");

        assertThat(faultOf("DELETE FROM t; DELETE FROM t").kind()).isEqualTo(Kind.SERVER);
        assertThat(query("SELECT a FROM t").cell()).isEqualTo("a;b");
    }

    @Test
    void allowsFilesOfTheOperatorsFoldersOnly() throws IOException {
        var allowed = Files.createDirectory(folder.resolve("allowed"));
        var inside = Files.createFile(allowed.resolve("a.db"));
        var outside = Files.createFile(folder.resolve("b.db"));
        Files.createSymbolicLink(allowed.resolve("link.db"), outside);

        assertThat(SqliteFile.parse("file:" + inside, List.of(allowed)).path())
                .isEqualTo(inside.toRealPath());
        for (var url :
                List.of(
                        "file:" + outside,
                        "file:" + allowed + "/../b.db",
                        "file:" + allowed + "/link.db",
                        "file:" + allowed + "/missing.db",
                        "file:" + allowed,
                        "file:" + inside + "?mode=memory",
                        "file::memory:",
                        "file:a.db")) {
            assertThatThrownBy(() -> SqliteFile.parse(url, List.of(allowed)))
                    .as(url)
                    .isInstanceOf(DatabaseFault.class);
        }
        assertThatThrownBy(() -> SqliteFile.parse("file:" + inside, List.of()))
                .isInstanceOf(DatabaseFault.class);
    }
}
