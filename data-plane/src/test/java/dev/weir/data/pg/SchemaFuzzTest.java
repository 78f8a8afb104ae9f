package dev.weir.data.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.database.ArgumentType;
import dev.weir.data.database.Connection;
import dev.weir.data.database.DatabaseFault;
import dev.weir.data.database.Session;
import dev.weir.data.database.Statement;
import dev.weir.data.pg.wire.PgUrl;
import dev.weir.data.pg.wire.TargetPolicy;
import dev.weir.testing.TestDatabase;
import dev.weir.testing.TestPostgres;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Another session alters, drops, renames and re-creates columns, types and tables at random, while
 * a warm connection runs the same texts: each answer equals that of a fresh connection.
 */
class SchemaFuzzTest {
    private static final long SEED = Long.getLong("weir.schema.seed", 20261201L);
    private static final int STEPS = Integer.getInteger("weir.schema.steps", 2_000);

    private static final List<String> TYPES =
            List.of(
                    "int",
                    "bigint",
                    "smallint",
                    "text",
                    "varchar(20)",
                    "char(5)",
                    "boolean",
                    "real",
                    "double precision",
                    "numeric",
                    "numeric(6,2)",
                    "date",
                    "timestamp",
                    "timestamptz",
                    "time",
                    "uuid",
                    "json",
                    "jsonb",
                    "int[]",
                    "mood",
                    "interval",
                    "bytea",
                    "inet");
    private static final List<String> VALUES =
            List.of(
                    "1",
                    "007",
                    "5000000000",
                    "abc",
                    " 2 ",
                    "-0",
                    "1.50",
                    "0.1",
                    "0.30000000000000004",
                    "true",
                    "t",
                    "SAD",
                    "CALM",
                    "2020-01-01",
                    "2020-01-01 00:00:00",
                    "2020-01-01 12:30:00.5",
                    "2020-01-01T00:00:00+05:00",
                    "2020-01-01 00:00:00.000",
                    "{}",
                    "{\"b\" : 1, \"a\" : 1}",
                    "{1, 2}",
                    "10:00:00.000",
                    "24 hours",
                    "\\x00ff",
                    "10.0.0.1/32",
                    "00000000-0000-0000-0000-00000000000A",
                    "");
    private static final List<String> TEXTS =
            List.of(
                    "insert into t (a) values ($1) returning a::text",
                    "insert into t (a, b) values ($1, $2) returning a::text, b::text",
                    "select a, b from t where a = $1 order by a::text, b::text",
                    "select count(*) from t where b = $1 or a = $2",
                    "select * from t order by 1, 2",
                    "select b::text from t where b = $1 order by 1",
                    "update t set b = $1 where a is null returning b::text",
                    "select coalesce(a, $1) from t order by 1",
                    "select a from t where a in ($1, $2) order by 1",
                    "select * from u order by 1",
                    "select b from t where b > $1 order by 1",
                    "delete from t where b = $1",
                    "select a / $1 from t order by 1",
                    "select count(*) from t where $1 < a and b <> $2",
                    "select a from t where a between $1 and $2 order by 1",
                    "select b from t where (a, b) = ($1, $2)",
                    "select case when a = $1 then b else $2 end from t",
                    "insert into t (a, b) select $1, $2 returning *",
                    "select * from t where a = $1::int order by 1 limit $2",
                    "insert into t (a) values ($1), ($2) returning *",
                    "update t set a = $1, b = $2 returning *",
                    "select a || $1 from t order by 1");

    @RegisterExtension final Loop loop = new Loop();

    private final Random random = new Random(SEED);
    private TestDatabase target;
    private boolean inTwoSchemas;
    private java.sql.Connection other;
    private PgDatabase database;
    private Connection connection;
    private Session session;

    @BeforeEach
    void connects() throws SQLException {
        target = TestPostgres.freshDatabase();
        other = target.connect();
        database =
                new PgDatabase(
                        new PgNetwork(loop.vertx(), TargetPolicy.ALLOW_PRIVATE),
                        PgUrl.parse(target.uri() + "?sslmode=disable"),
                        PgSettings.DEFAULT,
                        PgDatabase.UNMETERED);
        connection = loop.connect(database);
        session = connection.lend(Loop.LIMITS);
        define("create type mood as enum ('SAD', 'HAPPY')");
        define("create table t (a int, b text)");
        define("create table u (a int)");
    }

    @Test
    void answersAsAFreshConnectionWhateverWasChanged() throws SQLException {
        answersAsAFreshConnection();
    }

    /** Tables come into the first schema and go, and with it: names then stand for others. */
    @Test
    void answersAsAFreshConnectionWhateverIsSearched() throws SQLException {
        inTwoSchemas = true;
        define("create schema first");
        define("alter database \"" + target.name() + "\" set search_path = first, public");
        define("set search_path = first, public");
        connection = loop.connect(database);
        session = connection.lend(Loop.LIMITS);
        answersAsAFreshConnection();
    }

    private void answersAsAFreshConnection() throws SQLException {
        int answered = 0;
        for (int step = 0; step < STEPS; step++) {
            if (random.nextInt(3) == 0) {
                define(inTwoSchemas ? moveOrChange() : change());
            }
            if (step % 50 == 0) define("truncate t");
            var text = pick(TEXTS);
            var values = List.of(pick(VALUES), pick(VALUES));
            boolean inTransaction = random.nextInt(3) == 0;

            var warm = inTransaction ? undone(session, text, values) : once(session, text, values);
            var fresh = freshly(text, values, inTransaction);

            assertThat(warm)
                    .as("seed %d, step %d: %s %s", SEED, step, text, values)
                    .isEqualTo(fresh);
            if (!warm.startsWith("error")) answered++;
        }
        assertThat(answered).as("statements that ran").isGreaterThan(STEPS / 4);
    }

    private String freshly(String text, List<String> values, boolean inTransaction) {
        var fresh = loop.connect(database);
        var lent = fresh.lend(Loop.LIMITS);
        var answer = inTransaction ? undone(lent, text, values) : once(lent, text, values);
        loop.await(() -> {
            fresh.close();
            return fresh.closed();
        });
        return answer;
    }

    /** The answer, with the effect taken back, so that both connections find the same rows. */
    private String undone(Session on, String text, List<String> values) {
        loop.await(() -> on.begin(null));
        var answer = run(on, text, values);
        loop.await(on::rollback);
        return answer;
    }

    /**
     * Outside a transaction block a write stays: the other connection finds the same rows again.
     */
    private String once(Session on, String text, List<String> values) {
        if (text.startsWith("select")) return run(on, text, values);
        var answer = run(on, text, values);
        restore();
        return answer;
    }

    private void restore() {
        try {
            define("truncate t");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private String run(Session on, String text, List<String> values) {
        var arguments =
                Stream.of("$1", "$2")
                        .filter(text::contains)
                        .map(p -> values.get(p.charAt(1) - '1'));
        var list = arguments.map(Object.class::cast).toList();
        var rows = new Rows();
        try {
            var statement =
                    new Statement(
                            text,
                            list,
                            Collections.nCopies(list.size(), ArgumentType.UNKNOWN),
                            false);
            long count = loop.await(() -> on.run(statement, rows));
            return count + " " + rows.columns() + " " + printed(rows);
        } catch (DatabaseFault fault) {
            return "error " + fault.code() + " " + fault.getMessage();
        }
    }

    private static String printed(Rows rows) {
        return rows.rows().stream()
                .map(row -> row.stream().map(SchemaFuzzTest::printed).toList().toString())
                .toList()
                .toString();
    }

    private static String printed(Object cell) {
        return cell instanceof byte[] bytes
                ? java.util.HexFormat.of().formatHex(bytes)
                : String.valueOf(cell);
    }

    private String moveOrChange() {
        return random.nextBoolean()
                ? move()
                : "set search_path = public; " + change() + "; set search_path = first, public";
    }

    private String move() {
        return switch (random.nextInt(5)) {
            case 0 -> "drop schema first cascade; create schema first";
            case 1 -> "drop table if exists first.t";
            case 2 -> "drop table if exists first.u";
            case 3 -> "create table if not exists first.u (a " + pick(TYPES) + ")";
            default ->
                    "create table if not exists first.t (a %s, b %s)"
                            .formatted(pick(TYPES), pick(TYPES));
        };
    }

    private String change() {
        var column = random.nextBoolean() ? "a" : "b";
        var type = pick(TYPES);
        return switch (random.nextInt(9)) {
            case 0 ->
                    "alter table t drop column %1$s; alter table t add column %1$s %2$s"
                            .formatted(column, type);
            case 1 ->
                    "alter table t rename column %1$s to c; alter table t add column %1$s %2$s; alter table t drop column c"
                            .formatted(column, type);
            case 2 -> "drop table t; create table t (a %s, b %s)".formatted(type, pick(TYPES));
            case 3 ->
                    "alter table t rename to x; alter table u rename to t; alter table x rename to u;"
                            + " alter table t add column if not exists b text; alter table t add column if not exists a int";
            case 4 ->
                    "create type mood2 as enum ('SAD', 'CALM'); alter table t drop column a; alter table u drop column if exists a;"
                            + " alter table t drop column b; drop type mood cascade; alter type mood2 rename to mood;"
                            + " alter table t add column a mood; alter table t add column b text; alter table u add column a int";
            default ->
                    "alter table t alter column %1$s type %2$s using null::%2$s"
                            .formatted(column, type);
        };
    }

    private void define(String sql) throws SQLException {
        try (var statement = other.createStatement()) {
            statement.execute(sql);
        }
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
