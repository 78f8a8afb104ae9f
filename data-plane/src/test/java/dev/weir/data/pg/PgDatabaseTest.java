package dev.weir.data.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.data.database.ArgumentType;
import dev.weir.data.database.ArgumentType.Scalar;
import dev.weir.data.database.ColumnType;
import dev.weir.data.database.Connection;
import dev.weir.data.database.DatabaseFault;
import dev.weir.data.database.DatabaseFault.Kind;
import dev.weir.data.database.IsolationLevel;
import dev.weir.data.database.RowConsumer;
import dev.weir.data.database.SavepointAction;
import dev.weir.data.database.Session;
import dev.weir.data.database.SessionLimits;
import dev.weir.data.database.Statement;
import dev.weir.data.pg.wire.Bounds;
import dev.weir.data.pg.wire.PgUrl;
import dev.weir.data.pg.wire.TargetPolicy;
import dev.weir.testing.TestDatabase;
import dev.weir.testing.TestPostgres;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The adapter against a real server: what is asked, what comes back, what breaks. */
class PgDatabaseTest {
    @RegisterExtension final Loop loop = new Loop();

    private TestDatabase target;
    private PgDatabase database;
    private Connection connection;
    private Session session;

    @BeforeEach
    void connects() {
        target = TestPostgres.freshDatabase();
        database = database(target.uri() + "?sslmode=disable");
        connection = loop.connect(database);
        session = connection.lend(Loop.LIMITS);
    }

    private PgDatabase database(String url) {
        return new PgDatabase(
                new PgNetwork(loop.vertx(), TargetPolicy.ALLOW_PRIVATE),
                PgUrl.parse(url),
                PgSettings.DEFAULT,
                PgDatabase.UNMETERED);
    }

    private Rows query(String sql, @Nullable Object... arguments) {
        Rows rows = new Rows();
        loop.await(() -> session.run(statement(sql, arguments), rows));
        return rows;
    }

    private long execute(String sql, @Nullable Object... arguments) {
        return loop.await(() -> session.run(statement(sql, arguments), RowConsumer.IGNORE));
    }

    private static Statement statement(String sql, @Nullable Object... arguments) {
        return new Statement(
                sql,
                Arrays.asList(arguments),
                Collections.nCopies(arguments.length, ArgumentType.UNKNOWN),
                false);
    }

    private static Statement free(String sql) {
        return new Statement(sql, List.of(), List.of(), true);
    }

    private DatabaseFault faultOf(Runnable call) {
        return catchThrowableOfType(DatabaseFault.class, call::run);
    }

    private @Nullable Object cell(String expression) {
        return query("SELECT " + expression).cell();
    }

    @Test
    void readsEveryTypeInItsForm() {
        assertThat(cell("true")).isEqualTo(true);
        assertThat(cell("(-7)::int2")).isEqualTo(-7);
        assertThat(cell("2147483647")).isEqualTo(2147483647);
        assertThat(cell("(-9223372036854775808)::int8")).isEqualTo(Long.MIN_VALUE);
        assertThat(cell("4294967295::oid")).isEqualTo(4294967295L);
        assertThat(cell("1.1::float4")).isEqualTo(1.1);
        assertThat(cell("'-0'::float8")).isEqualTo(-0.0);
        assertThat(cell("0.1::float8 + 0.2::float8")).isEqualTo(0.1 + 0.2);
        assertThat(cell("'NaN'::float8")).isEqualTo(Double.NaN);
        assertThat(cell("'-Infinity'::float8")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(cell("1e300::float8")).isEqualTo(1e300);
        assertThat(cell("12345678901234567890.12300::numeric"))
                .isEqualTo("12345678901234567890.12300");
        assertThat(cell("'-1234.5'::money")).isEqualTo("-1234.50");
        assertThat(cell("'grün \uD83C\uDF3F'::text")).isEqualTo("grün \uD83C\uDF3F");
        assertThat(cell("'ab'::char(4)")).isEqualTo("ab  ");
        assertThat(cell("B'101'")).isEqualTo("101");
        assertThat(cell("'10.0.0.1'::inet")).isEqualTo("10.0.0.1");
        assertThat(cell("'\\x00ff7f'::bytea")).isEqualTo(new byte[] {0, -1, 127});
        assertThat(cell("'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'::uuid"))
                .isEqualTo("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
        assertThat(cell("'2020-01-31 23:59:59.5'::timestamp"))
                .isEqualTo("2020-01-31T23:59:59.5+00:00");
        assertThat(cell("'2020-01-31 23:59:59+02'::timestamptz"))
                .isEqualTo("2020-01-31T21:59:59+00:00");
        assertThat(cell("'infinity'::timestamptz")).isEqualTo("infinity");
        assertThat(cell("'0044-03-15 BC'::timestamp")).isEqualTo("0044-03-15 00:00:00 BC");
        assertThat(cell("'12345-01-01'::timestamp")).isEqualTo("12345-01-01T00:00:00+00:00");
        assertThat(cell("'2020-01-31'::date")).isEqualTo("2020-01-31");
        assertThat(cell("'01:02:03.456'::time")).isEqualTo("01:02:03.456");
        assertThat(cell("'01:02:03+05:30'::timetz")).isEqualTo("01:02:03");
        assertThat(cell("NULL::int")).isNull();
        assertThat(cell("''::text")).isEqualTo("");
    }

    @Test
    void keepsJsonAsTheServerWroteIt() {
        String json = "{\"n\": 12345678901234567890.123,  \"a\":1, \"a\":2}";

        assertThat(cell("'" + json + "'::json")).isEqualTo(json);
        assertThat(cell("'[1.10, 12345678901234567890.123]'::jsonb"))
                .isEqualTo("[1.10, 12345678901234567890.123]");
    }

    @Test
    void namesWhatHasNoForm() {
        Rows rows = query("SELECT '(1,2)'::point AS p, '1 day'::interval, 'a'::\"char\"");

        assertThat(rows.columns()).allMatch(column -> column.type() == ColumnType.OTHER);
        assertThat(rows.columns().getFirst().databaseType()).isEqualTo("point");
        assertThat(rows.columns().getFirst().name()).isEqualTo("p");
    }

    @Test
    void readsArrays() {
        assertThat(cell("ARRAY[1,NULL,3]")).isEqualTo(Arrays.asList(1, null, 3));
        assertThat(cell("ARRAY[[1,2],[3,4]]")).isEqualTo(List.of(List.of(1, 2), List.of(3, 4)));
        assertThat(cell("'[0:1]={7,8}'::int8[]")).isEqualTo(List.of(7L, 8L));
        assertThat(cell("'{}'::text[]")).isEqualTo(List.of());
        assertThat(cell("ARRAY['a\"b','c\\d','','NULL','x,y','{}',NULL]"))
                .isEqualTo(Arrays.asList("a\"b", "c\\d", "", "NULL", "x,y", "{}", null));
        assertThat(cell("ARRAY['2020-01-31 10:00'::timestamp]"))
                .isEqualTo(List.of("2020-01-31T10:00:00+00:00"));
        assertThat(cell("ARRAY['{\"a\": 1}'::jsonb]")).isEqualTo(List.of("{\"a\": 1}"));
        assertThat((List<?>) cell("ARRAY['\\x01'::bytea]"))
                .singleElement()
                .isEqualTo(new byte[] {1});
    }

    @Test
    void readsTypesOfUsersFromTheFirstTimeOn() {
        execute("CREATE TYPE mood AS ENUM ('sad', 'so \"so\"')");
        execute("CREATE DOMAIN positive AS int CHECK (VALUE > 0)");

        Rows rows =
                query(
                        "SELECT 'sad'::mood AS one, ARRAY['so \"so\"','sad']::mood[] AS many,"
                                + " 7::positive AS p, ARRAY[7]::positive[] AS ps, NULL::mood[]");

        assertThat(rows.rows())
                .containsExactly(
                        Arrays.asList("sad", List.of("so \"so\"", "sad"), 7, List.of(7), null));
        assertThat(rows.columns().get(0).type()).isEqualTo(ColumnType.ENUM);
        assertThat(rows.columns().get(0).databaseType()).isEqualTo("mood");
        assertThat(rows.columns().get(1).list()).isTrue();
        assertThat(rows.columns().get(3).type()).isEqualTo(ColumnType.INT32);
        assertThat(rows.columns().get(4).list()).isTrue();
        assertThat(rows.told()).isEqualTo(1);
    }

    @Test
    void letsTheServerInferTheTypesOfArguments() {
        execute("CREATE TABLE t (i int, n numeric, b bool, s text, f float8, j jsonb, a int[])");

        execute(
                "INSERT INTO t VALUES ($1,$2,$3,$4,$5,$6,$7)",
                5L,
                "1.10",
                true,
                "x'\"\\",
                Double.NaN,
                "{\"a\": 1.50}",
                Arrays.asList(1L, null, 3L));
        Rows rows = query("SELECT *, $1 AS told FROM t LIMIT $2", "said", "1");

        assertThat(rows.rows())
                .containsExactly(
                        Arrays.asList(
                                5,
                                "1.10",
                                true,
                                "x'\"\\",
                                Double.NaN,
                                "{\"a\": 1.50}",
                                Arrays.asList(1, null, 3),
                                "said"));
    }

    @Test
    void bindsMomentsBytesAndDecimalsAsPrismaDoes() {
        ArgumentType moment = new ArgumentType(Scalar.DATETIME, false, "TIMESTAMPTZ");
        ArgumentType date = new ArgumentType(Scalar.DATETIME, false, "DATE");
        ArgumentType time = new ArgumentType(Scalar.DATETIME, false, "TIME");
        ArgumentType bytes = new ArgumentType(Scalar.BYTES, false, null);
        Rows rows = new Rows();

        loop.await(() ->
                session.run(
                        new Statement(
                                "SELECT $1::timestamptz, $2::date, $3::time, $4::bytea,"
                                        + " $5::bytea, $6::numeric, $7::float8",
                                List.of(
                                        "2020-01-31T23:59:59.120+02:00",
                                        Instant.parse("2020-01-31T23:59:59Z"),
                                        "1970-01-01T12:34:56.700Z",
                                        "AP8=",
                                        new byte[] {1, 2},
                                        new BigDecimal("1E+3"),
                                        0.1),
                                List.of(
                                        moment,
                                        date,
                                        time,
                                        bytes,
                                        ArgumentType.UNKNOWN,
                                        ArgumentType.UNKNOWN,
                                        ArgumentType.UNKNOWN),
                                false),
                        rows));

        assertThat(rows.rows().getFirst())
                .usingRecursiveComparison()
                .isEqualTo(
                        List.of(
                                "2020-01-31T21:59:59.12+00:00",
                                "2020-01-31",
                                "12:34:56.7",
                                new byte[] {0, -1},
                                new byte[] {1, 2},
                                "1000",
                                0.1));
    }

    @Test
    void refusesAnArgumentThatTextCannotHoldAndGoesOn() {
        DatabaseFault fault = faultOf(() -> query("SELECT $1::text", "a\0b"));

        assertThat(fault.kind()).isEqualTo(Kind.ARGUMENT);
        assertThat(cell("1")).isEqualTo(1);
    }

    @Test
    void tellsWhatTheServerRefusedAndGoesOn() {
        execute("CREATE TABLE t (id int PRIMARY KEY)");
        execute("INSERT INTO t VALUES (1)");

        DatabaseFault fault = faultOf(() -> execute("INSERT INTO t VALUES (1)"));

        assertThat(fault.kind()).isEqualTo(Kind.SERVER);
        assertThat(fault.code()).isEqualTo("23505");
        assertThat(fault.fields())
                .containsEntry("table", "t")
                .containsEntry("constraint", "t_pkey")
                .containsEntry("severity", "ERROR")
                .containsKey("detail");
        assertThat(cell("1")).isEqualTo(1);
    }

    @Test
    void countsWhatWasReadOrAffected() {
        assertThat(execute("CREATE TABLE t (id int)")).isZero();
        assertThat(execute("INSERT INTO t SELECT generate_series(1, 1234)")).isEqualTo(1234);
        assertThat(execute("SELECT * FROM t")).isEqualTo(1234);
        assertThat(execute("DELETE FROM t WHERE id <= 10")).isEqualTo(10);
    }

    @Test
    void runsStatementsInTheOrderOfTheCalls() {
        execute("CREATE TABLE t (id serial, v int)");
        List<CompletableFuture<Long>> calls = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int value = i;
            calls.add(
                    loop.start(() ->
                            session.run(
                                    statement("INSERT INTO t (v) VALUES ($1)", (long) value),
                                    RowConsumer.IGNORE)));
        }
        calls.forEach(Loop::result);

        assertThat(cell("count(*) FROM t WHERE v <> id - 1")).isEqualTo(0L);
    }

    @Test
    void preparesFromTheSecondUseOn() {
        query("SELECT 1 AS seen");
        assertThat(cell("count(*) FROM pg_prepared_statements WHERE statement LIKE '%1 AS seen'"))
                .isEqualTo(0L);

        query("SELECT 1 AS seen");
        Rows third = query("SELECT 1 AS seen");

        assertThat(third.columns()).hasSize(1);
        assertThat(cell("count(*) FROM pg_prepared_statements WHERE statement LIKE '%1 AS seen'"))
                .isEqualTo(1L);
    }

    @Test
    void preparesAnewWhenATableHasChanged() {
        execute("CREATE TABLE t (id int)");
        execute("INSERT INTO t VALUES (1)");
        for (int i = 0; i < 3; i++) {
            assertThat(query("SELECT * FROM t WHERE id = $1", 1L).rows()).hasSize(1);
        }

        execute("ALTER TABLE t ADD COLUMN name text DEFAULT 'n', ALTER COLUMN id TYPE text");
        Rows rows = query("SELECT * FROM t WHERE id = $1", 1L);

        assertThat(rows.rows()).containsExactly(List.of("1", "n"));
    }

    @Test
    void preparesAnewWhenTheApplicationDroppedAllNames() {
        for (int i = 0; i < 3; i++) {
            query("SELECT 2 AS dropped");
        }
        loop.await(() ->
                session.run(
                        free("DO $$ BEGIN EXECUTE 'DEALLOCATE ALL'; END $$"), RowConsumer.IGNORE));

        assertThat(query("SELECT 2 AS dropped").cell()).isEqualTo(2);
    }

    @Test
    void cancelsAStatementPastItsDeadlineInTheDatabaseAndGoesOn() {
        assertThat(loop.await(connection::settle)).isTrue();
        session = connection.lend(new SessionLimits(Duration.ofMillis(200), 1000));

        DatabaseFault fault = faultOf(() -> query("SELECT pg_sleep(60)"));

        assertThat(fault.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(activity("pg_sleep(60)")).isZero();
        assertThat(cell("1")).isEqualTo(1);
        assertThat(loop.await(connection::settle)).isTrue();
    }

    private long activity(String part) {
        try (var jdbc = target.connect();
                var statement =
                        jdbc.prepareStatement(
                                "SELECT count(*) FROM pg_stat_activity WHERE state = 'active'"
                                        + " AND pid <> pg_backend_pid() AND query LIKE ?")) {
            statement.setString(1, "%" + part + "%");
            var result = statement.executeQuery();
            result.next();
            return result.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void closesWhenAnAnswerIsTooLarge() {
        assertThat(loop.await(connection::settle)).isTrue();
        session = connection.lend(new SessionLimits(Duration.ofSeconds(20), 100_000));

        DatabaseFault fault =
                faultOf(() -> query("SELECT repeat('x', 1000) FROM generate_series(1, 1000000)"));

        assertThat(fault.kind()).isEqualTo(Kind.TOO_LARGE);
        assertThat(loop.await(connection::settle)).isFalse();
        loop.await(connection::closed);
    }

    @Test
    void refusesOneGiantRowWithoutReadingIt() {
        DatabaseFault fault = faultOf(() -> cell("repeat('x', 100000000)"));

        assertThat(fault.kind()).isEqualTo(Kind.TOO_LARGE);
    }

    @Test
    void sendsGiantArguments() {
        String giant = "é".repeat(4_000_000);

        assertThat(query("SELECT length($1::text)", giant).cell()).isEqualTo(4_000_000);
    }

    @Test
    void keepsTransactionsApart() {
        execute("CREATE TABLE t (id int)");
        loop.await(() -> session.begin(IsolationLevel.SERIALIZABLE));
        assertThat(query("SHOW transaction_isolation").cell()).isEqualTo("serializable");
        execute("INSERT INTO t VALUES (1)");
        loop.await(() -> session.savepoint(SavepointAction.CREATE, 1));
        execute("INSERT INTO t VALUES (2)");
        loop.await(() -> session.savepoint(SavepointAction.ROLLBACK, 1));
        loop.await(() -> session.savepoint(SavepointAction.CREATE, 1));
        execute("INSERT INTO t VALUES (3)");
        loop.await(() -> session.savepoint(SavepointAction.RELEASE, 1));
        loop.await(session::commit);

        assertThat(query("SELECT array_agg(id) FROM t").cell()).isEqualTo(List.of(1, 3));
    }

    @Test
    void doesNotCallACommitWhatWasRolledBack() {
        loop.await(() -> session.begin(null));
        assertThatThrownBy(() -> query("SELECT 1/0")).isInstanceOf(DatabaseFault.class);

        DatabaseFault fault = faultOf(() -> loop.await(session::commit));

        assertThat(fault.code()).isEqualTo("25P02");
        assertThat(loop.await(connection::settle)).isTrue();
    }

    @Test
    void doesNotSettleWithinATransactionNorUnderAStatement() {
        loop.await(() -> session.begin(null));
        assertThat(loop.await(connection::settle)).isFalse();

        Connection other = loop.connect(database);
        Session busy = other.lend(Loop.LIMITS);
        CompletableFuture<Long> running =
                loop.start(() -> busy.run(statement("SELECT pg_sleep(60)"), RowConsumer.IGNORE));
        assertThat(loop.await(other::settle)).isFalse();
        loop.await(() -> {
            other.close();
            return other.closed();
        });
        assertThatThrownBy(() -> Loop.result(running)).isInstanceOf(DatabaseFault.class);
        assertThat(activity("pg_sleep(60)")).isZero();
    }

    @Test
    void leavesNothingOfAFreeStatementToTheNextSession() {
        execute("CREATE TABLE t (id serial)");
        for (int i = 0; i < 3; i++) {
            execute("INSERT INTO t DEFAULT VALUES");
        }
        for (String sql :
                List.of(
                        "SET search_path = pg_catalog",
                        "SET TimeZone = 'Asia/Tokyo'",
                        "SET ROLE pg_monitor",
                        "CREATE TEMP TABLE mine (id int)",
                        "LISTEN heard",
                        "SELECT pg_advisory_lock(7)",
                        "PREPARE theirs AS SELECT 1",
                        "DECLARE c CURSOR WITH HOLD FOR SELECT 1")) {
            loop.await(() -> session.run(free(sql), RowConsumer.IGNORE));
        }

        assertThat(loop.await(connection::settle)).isTrue();
        session = connection.lend(Loop.LIMITS);

        assertThat(query("SHOW search_path").cell()).isEqualTo("\"$user\", public");
        assertThat(query("SHOW TimeZone").cell()).isEqualTo("UTC");
        assertThat(cell("current_user::text")).isEqualTo(target.user());
        assertThat(cell("to_regclass('mine') IS NULL")).isEqualTo(true);
        assertThat(cell("count(*) FROM pg_listening_channels()")).isEqualTo(0L);
        assertThat(cell("count(*) FROM pg_locks WHERE locktype = 'advisory'")).isEqualTo(0L);
        assertThat(cell("count(*) FROM pg_cursors WHERE name = 'c'")).isEqualTo(0L);
        assertThat(cell("count(*) FROM pg_prepared_statements WHERE from_sql")).isEqualTo(0L);
        execute("INSERT INTO t DEFAULT VALUES");
    }

    @Test
    void startsWithTheSessionTimersAndItsName() {
        assertThat(query("SHOW application_name").cell()).isEqualTo("weir/test");
        assertThat(query("SHOW statement_timeout").cell()).isEqualTo("5min");
        assertThat(query("SHOW idle_session_timeout").cell()).isEqualTo("10min");
        assertThat(query("SHOW client_connection_check_interval").cell()).isEqualTo("1s");
    }

    @Test
    void theServerItselfEndsASessionOfWhichNothingIsHeard() {
        var settings =
                new PgSettings(
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(5),
                        Duration.ofMillis(200),
                        Duration.ofMillis(200),
                        Bounds.DEFAULT);
        var paused =
                loop.connect(
                        new PgDatabase(
                                new PgNetwork(loop.vertx(), TargetPolicy.ALLOW_PRIVATE),
                                PgUrl.parse(target.uri() + "?sslmode=disable"),
                                settings,
                                PgDatabase.UNMETERED));

        loop.await(paused::closed);

        assertThat(loop.await(paused::validate)).isFalse();
    }

    @Test
    void tellsWhenItsBackendWasKilledAndEverAfter() {
        DatabaseFault fault = faultOf(() -> cell("pg_terminate_backend(pg_backend_pid())"));

        assertThat(fault.kind()).isEqualTo(Kind.BROKEN);
        assertThat(fault.code()).isEqualTo("57P01");
        loop.await(connection::closed);
        assertThat(faultOf(() -> cell("1")).kind()).isEqualTo(Kind.CLOSED);
        assertThat(loop.await(connection::validate)).isFalse();
    }

    @Test
    void isValidAtRest() {
        assertThat(loop.await(connection::settle)).isTrue();
        assertThat(loop.await(connection::validate)).isTrue();
    }

    @Test
    void saysWhyItWasRefused() {
        String host = "@127.0.0.1:" + target.port() + "/";
        assertThat(
                        refusal("postgresql://" + target.user() + ":wrong" + host + target.name())
                                .code())
                .isEqualTo("28P01");
        assertThat(refusal(target.uri() + "_not_there").code()).isEqualTo("3D000");
        assertThat(refusal(target.uri() + "?sslmode=require").message()).contains("TLS");
        assertThat(refusal("postgresql://u:p@127.0.0.1:1/x").kind()).isEqualTo(Kind.UNREACHABLE);
    }

    private record Refusal(Kind kind, String code, String message) {}

    private Refusal refusal(String url) {
        DatabaseFault fault = faultOf(() -> loop.connect(database(url)));
        return new Refusal(fault.kind(), fault.code(), fault.getMessage());
    }

    @Test
    void doesNotConnectToAddressesThatItMayNot() {
        PgDatabase outside =
                new PgDatabase(
                        new PgNetwork(loop.vertx(), TargetPolicy.PUBLIC_ONLY),
                        PgUrl.parse(target.uri()),
                        PgSettings.DEFAULT,
                        PgDatabase.UNMETERED);

        assertThat(faultOf(() -> loop.connect(outside)).kind()).isEqualTo(Kind.REFUSED);
    }

    @Test
    void passesOnWhatItsConsumerThrows() {
        RowConsumer full =
                new RowConsumer() {
                    @Override
                    public void columns(List<dev.weir.data.database.Column> columns) {}

                    @Override
                    public void row(@Nullable Object[] cells) {
                        throw new IllegalStateException("full");
                    }
                };

        assertThatThrownBy(() ->
                        loop.await(() ->
                                session.run(
                                        statement("SELECT generate_series(1," + " 100000000)"),
                                        full)))
                .hasRootCauseMessage("full");
        assertThat(cell("1")).isEqualTo(1);
    }
}
