package dev.weir.data.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.database.ArgumentType;
import dev.weir.data.database.Connection;
import dev.weir.data.database.Session;
import dev.weir.data.database.Statement;
import dev.weir.data.pg.wire.PgUrl;
import dev.weir.data.pg.wire.TargetPolicy;
import dev.weir.testing.TestDatabase;
import dev.weir.testing.TestPostgres;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Another session changes the schema between two runs of a statement on a warm connection: the
 * answer is that of a fresh connection, on the first try, outside and inside transactions.
 */
class SchemaChangesTest {
    @RegisterExtension final Loop loop = new Loop();

    private TestDatabase target;
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
    }

    private void elsewhere(String sql) throws SQLException {
        try (var statement = other.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<List<@Nullable Object>> run(String sql, @Nullable Object... arguments) {
        return run(session, sql, arguments);
    }

    private List<List<@Nullable Object>> run(
            Session on, String sql, @Nullable Object... arguments) {
        var rows = new Rows();
        var statement =
                new Statement(
                        sql,
                        Arrays.asList(arguments),
                        Collections.nCopies(arguments.length, ArgumentType.UNKNOWN),
                        false);
        loop.await(() -> on.run(statement, rows));
        return rows.rows();
    }

    private void warm(String sql, @Nullable Object... arguments) {
        for (int n = 0; n < 6; n++) run(sql, arguments);
    }

    /** Inserts on the warm session and on a fresh connection; both rows must read the same. */
    private void insertsAsAFreshConnection(
            String before, String after, String warmValue, String value) throws SQLException {
        elsewhere("drop table if exists t");
        elsewhere("create table t (v " + before + ")");
        var sql = "insert into t (v) values ($1)";
        warm(sql, warmValue);
        elsewhere("truncate t");
        elsewhere("alter table t alter column v type " + after + " using v::text::" + after);

        run(sql, value);
        var fresh = loop.connect(database).lend(Loop.LIMITS);
        run(fresh, sql, value);

        var values = run(fresh, "select v::text from t");
        assertThat(values).hasSize(2);
        assertThat(values.get(0)).as(before + " to " + after).isEqualTo(values.get(1));
    }

    @Test
    void argumentsAreReadByTheColumnsTypeOfToday() throws SQLException {
        insertsAsAFreshConnection("int", "bigint", "1", "5000000000");
        insertsAsAFreshConnection("int", "text", "1", "007");
        insertsAsAFreshConnection("int", "text", "1", "abc");
        insertsAsAFreshConnection(
                "timestamp", "timestamptz", "2020-01-01 00:00:00", "2020-01-01T00:00:00+05:00");
        insertsAsAFreshConnection("date", "timestamp", "2020-01-01", "2020-01-01 12:30:00");
        insertsAsAFreshConnection("real", "double precision", "0.5", "0.1");
        insertsAsAFreshConnection("real", "numeric", "0.5", "0.123456789");
        insertsAsAFreshConnection("double precision", "numeric", "0.5", "0.30000000000000004");
        insertsAsAFreshConnection("json", "text", "{}", "{\"a\" : 1}");
        insertsAsAFreshConnection("jsonb", "json", "{}", "{\"b\" : 1, \"a\" : 1}");
        insertsAsAFreshConnection("boolean", "text", "true", "t");
        insertsAsAFreshConnection(
                "uuid",
                "text",
                "00000000-0000-0000-0000-000000000000",
                "ABCDEF00-0000-0000-0000-000000000000");
        insertsAsAFreshConnection("name", "text", "a", "x".repeat(80));
        insertsAsAFreshConnection("char(3)", "text", "a", "b  ");
        insertsAsAFreshConnection("text", "int", "1", " 2 ");
        insertsAsAFreshConnection("int[]", "text", "{1}", "{1, 2}");
        insertsAsAFreshConnection("time", "text", "10:00", "10:00:00.000");
        insertsAsAFreshConnection("interval", "text", "1 day", "24 hours");
        insertsAsAFreshConnection("numeric", "text", "1", "1.50e1");
        insertsAsAFreshConnection("inet", "text", "10.0.0.1", "10.0.0.1/32");
    }

    /** Nothing of what PostgreSQL keeps for a name depends on a table that was not there. */
    @Test
    void aTableInAnEarlierSchemaIsSeenAtOnce() throws SQLException {
        elsewhere("create schema first");
        elsewhere("create table public.t (v int)");
        elsewhere("insert into public.t values (1)");
        elsewhere("alter database \"" + target.name() + "\" set search_path = first, public");
        connection = loop.connect(database);
        session = connection.lend(Loop.LIMITS);
        for (int n = 0; n < 20; n++) {
            warm("select v from t");
            warm("select v from public.t where v >= $1", 0);
            elsewhere("create table first.t (v int)");
            elsewhere("insert into first.t values (2)");

            assertThat(run("select v from t")).containsExactly(List.of(2));
            assertThat(run("select v from public.t where v >= $1", 0)).containsExactly(List.of(1));
            elsewhere("drop table first.t");
            assertThat(run("select v from t")).containsExactly(List.of(1));
        }
    }

    @Test
    void aReplacedEnumIsTheOneOfToday() throws SQLException {
        elsewhere("create type mood as enum ('HAPPY', 'SAD')");
        elsewhere("create table t (v mood, m mood[])");
        warm("select count(*) from t where v = $1", "SAD");
        warm("insert into t (v) values ($1)", "SAD");
        warm("select v, m from t where v = 'SAD' or v = any(m)");
        elsewhere("alter type mood rename to mood_old");
        elsewhere("create type mood as enum ('HAPPY', 'SAD', 'CALM')");
        elsewhere("alter table t alter column v type mood using v::text::mood");
        elsewhere("alter table t alter column m type mood[] using m::text[]::mood[]");
        elsewhere("drop type mood_old");

        run("insert into t (v) values ($1)", "CALM");

        assertThat(run("select count(*) from t where v = $1", "CALM")).containsExactly(List.of(1L));
        assertThat(run("select v, m from t where v = 'SAD' or v = any(m)")).hasSize(6);
    }

    @Test
    void resultsHaveTheColumnsOfToday() throws SQLException {
        elsewhere("create table t (a int)");
        elsewhere("insert into t values (1)");
        warm("select * from t");
        elsewhere("alter table t add column b text default 'x'");

        assertThat(run("select * from t")).containsExactly(List.of(1, "x"));

        elsewhere("alter table t alter column a type bigint");
        assertThat(run("select * from t")).containsExactly(List.of(1L, "x"));
    }

    @Test
    void aTransactionIsNotFailedByWhatWasParsedBeforeIt() throws SQLException {
        elsewhere("create table t (a int)");
        warm("select * from t");
        warm("insert into t values ($1)", "1");
        elsewhere("alter table t add column b text");
        elsewhere("alter table t alter column a type text");

        loop.await(() -> session.begin(null));
        run("insert into t values ($1)", "abc");
        assertThat(run("select * from t where a = 'abc'")).hasSize(1);
        assertThat(run("select * from t")).hasSize(7);
        run("insert into t values ($1)", "xyz");
        loop.await(() -> session.commit());

        assertThat(run("select * from t")).hasSize(8);
    }

    @Test
    void aTransactionsOwnChangeIsSeenInIt() throws SQLException {
        elsewhere("create table t (a timestamp)");
        loop.await(() -> session.begin(null));
        warm("insert into t values ($1)", "2020-01-01 00:00:00");
        var change =
                new Statement("alter table t alter a type timestamptz", List.of(), List.of(), true);
        loop.await(() -> session.run(change, new Rows()));
        run("insert into t values ($1)", "2021-01-01 00:00:00+05");

        assertThat(run("select a::text from t where a > '2020-06-01'"))
                .containsExactly(List.of("2020-12-31 19:00:00+00"));
        loop.await(() -> session.rollback());
    }

    @Test
    void noNamesPileUpAtTheServer() {
        var touched =
                new Statement("select set_config('app.x', 'y', false)", List.of(), List.of(), true);
        for (int n = 0; n < 60; n++) {
            run("select 1 where $1 = 'x'", "x");
            run("select 1 where $1 = 'x'", "x");
            loop.await(() -> session.run(touched, new Rows()));
            assertThat(loop.await(() -> connection.settle())).isTrue();
            session = connection.lend(Loop.LIMITS);
        }

        var names = run("select count(*) from pg_prepared_statements");
        assertThat((Long) names.getFirst().getFirst()).isLessThan(10L);
    }

    @Test
    void anErrorOfMoreThanAMegabyteIsTheServersAndIsCut() {
        var sql =
                "do $$ begin raise exception using message = repeat('x', 3000000), errcode = 'P0042'; end $$";
        var fault =
                org.assertj.core.api.Assertions.catchThrowableOfType(
                        dev.weir.data.database.DatabaseFault.class, () -> run(sql));

        assertThat(fault.code()).isEqualTo("P0042");
        assertThat(fault.getMessage()).startsWith("xxx").hasSizeLessThanOrEqualTo(1 << 20);
        assertThat(run("select 1")).hasSize(1);
    }

    @Test
    void aNoticeOfMoreThanAMegabyteIsDropped() {
        run("do $$ begin raise notice '%', repeat('x', 3000000); end $$");

        assertThat(run("select 1")).hasSize(1);
    }
}
