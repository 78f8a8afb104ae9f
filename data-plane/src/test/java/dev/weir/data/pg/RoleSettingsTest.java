package dev.weir.data.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.data.database.Connection;
import dev.weir.data.database.DatabaseFault;
import dev.weir.data.database.RowConsumer;
import dev.weir.data.database.Session;
import dev.weir.data.database.SessionLimits;
import dev.weir.data.database.Statement;
import dev.weir.data.database.ValueFormat;
import dev.weir.data.pg.wire.PgUrl;
import dev.weir.data.pg.wire.TargetPolicy;
import dev.weir.testing.TestDatabase;
import dev.weir.testing.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The settings of a role or a database hold as on any other connection. */
class RoleSettingsTest {
    private static final SessionLimits DECODED =
            new SessionLimits(Duration.ofSeconds(20), 1_000_000);
    private static final SessionLimits PLAIN =
            new SessionLimits(Duration.ofSeconds(20), 1_000_000, ValueFormat.CONFIGURED);
    private static final String NOON = "SELECT '2020-06-30 12:00:00+00'::timestamptz";

    @RegisterExtension final Loop loop = new Loop();

    private TestDatabase target;
    private PgDatabase database;

    @BeforeEach
    void createsDatabase() {
        target = TestPostgres.freshDatabase();
        database =
                new PgDatabase(
                        new PgNetwork(loop.vertx(), TargetPolicy.ALLOW_PRIVATE),
                        PgUrl.parse(target.uri() + "?sslmode=disable"),
                        PgSettings.DEFAULT,
                        PgDatabase.UNMETERED);
    }

    private void set(String setting) throws SQLException {
        try (var admin = target.connect();
                var statement = admin.createStatement()) {
            statement.execute("ALTER DATABASE \"" + target.name() + "\" SET " + setting);
        }
    }

    private @Nullable Object cell(Session session, String sql) {
        Rows rows = new Rows();
        loop.await(() -> session.run(Statement.of(sql), rows));
        return rows.cell();
    }

    /** The value is cast by the server, whose text is what a client of plain SQL reads. */
    private @Nullable Object text(Session session, String expression) {
        return cell(session, "SELECT (" + expression + ")::text");
    }

    private void settles(Connection connection) {
        assertThat(loop.await(connection::settle)).isTrue();
    }

    @Test
    void plainSqlReadsWhatTheSettingsSay() throws Exception {
        set("timezone = 'Asia/Tokyo'");
        set("datestyle = 'German, DMY'");
        set("intervalstyle = 'iso_8601'");
        set("bytea_output = 'escape'");
        Session session = loop.connect(database).lend(PLAIN);

        assertThat(text(session, "'2020-06-30 12:00:00+00'::timestamptz"))
                .isEqualTo("30.06.2020 21:00:00 JST");
        assertThat(text(session, "'1 day 2 hours'::interval")).isEqualTo("P1DT2H");
        assertThat(text(session, "'\\x6100'::bytea")).isEqualTo("a\\000");
        assertThat(text(session, "'01/02/2020'::date")).isEqualTo("01.02.2020");
    }

    @Test
    void decodedRowsAreRightBesidePlainOnesOnTheSameConnection() throws Exception {
        set("timezone = 'Asia/Tokyo'");
        set("datestyle = 'German, DMY'");
        set("bytea_output = 'escape'");
        Connection connection = loop.connect(database);

        for (int i = 0; i < 3; i++) {
            Session decoded = connection.lend(DECODED);
            loop.await(() -> decoded.begin(null));
            assertThat(cell(decoded, NOON)).isEqualTo("2020-06-30T12:00:00+00:00");
            assertThat(cell(decoded, "SELECT '\\x6100'::bytea")).isEqualTo(new byte[] {'a', 0});
            loop.await(decoded::rollback);
            assertThat(cell(decoded, NOON)).isEqualTo("2020-06-30T12:00:00+00:00");
            settles(connection);

            Session plain = connection.lend(PLAIN);
            loop.await(() -> plain.begin(null));
            assertThat(text(plain, "'2020-06-30'::date")).isEqualTo("30.06.2020");
            loop.await(plain::commit);
            settles(connection);
        }
    }

    @Test
    void aShorterStatementTimeoutHoldsAlsoAfterAReset() throws Exception {
        set("statement_timeout = '90ms'");
        Connection connection = loop.connect(database);

        for (int i = 0; i < 2; i++) {
            Session session = connection.lend(PLAIN);
            assertThat(cell(session, "SHOW statement_timeout")).isEqualTo("90ms");
            var fault =
                    catchThrowableOfType(
                            DatabaseFault.class, () -> cell(session, "SELECT pg_sleep(20)"));
            assertThat(fault.code()).isEqualTo("57014");
            loop.await(() -> session.run(free("SET statement_timeout = 0"), RowConsumer.IGNORE));
            settles(connection);
        }
    }

    @Test
    void aLongerStatementTimeoutAndNoneAreBoundedAlsoAfterAReset() throws Exception {
        for (String longer : List.of("0", "'2h'")) {
            set("statement_timeout = " + longer);
            Connection connection = loop.connect(database);
            for (int i = 0; i < 2; i++) {
                Session session = connection.lend(PLAIN);
                assertThat(cell(session, "SHOW statement_timeout")).isEqualTo("5min");
                loop.await(
                        () -> session.run(free("SET statement_timeout = 0"), RowConsumer.IGNORE));
                settles(connection);
            }
        }
    }

    /** Otherwise a text would be read here otherwise than by the server. */
    @Test
    void stringsAreReadAsTheStandardSays() throws Exception {
        set("standard_conforming_strings = off");
        Session session = loop.connect(database).lend(PLAIN);

        assertThat(cell(session, "SELECT 'a\\'")).isEqualTo("a\\");
    }

    private static Statement free(String sql) {
        return new Statement(sql, List.of(), List.of(), true);
    }
}
