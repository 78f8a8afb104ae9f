package dev.weir.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedPostgresTest {
    @TempDir Path home;

    @Test
    void keepsItsDataPortAndPasswordWhenKilledAndWhenStopped() throws Exception {
        String password;
        int port;
        try (var postgres = EmbeddedPostgres.start(home, PostgresOptions.DEFAULTS)) {
            execute(postgres, "CREATE TABLE kept (line text)");
            execute(postgres, "INSERT INTO kept VALUES ('before the crash')");
            password = postgres.password();
            port = postgres.port();

            postgres.kill();
            assertThat(postgres.ended().toCompletableFuture())
                    .succeedsWithin(Duration.ofSeconds(20));
            postgres.restart();
            execute(postgres, "INSERT INTO kept VALUES ('after the crash')");
        }

        var again = PostgresOptions.DEFAULTS.withPort(port);
        try (var postgres = EmbeddedPostgres.start(home, again)) {
            assertThat(postgres.password()).isEqualTo(password);
            assertThat(ask(postgres, "SELECT string_agg(line, ', ') FROM kept"))
                    .isEqualTo("before the crash, after the crash");
        }
    }

    @Test
    void refusesAWrongPasswordAndListensOnTheLoopbackInterfaceOnly() throws Exception {
        try (var postgres = EmbeddedPostgres.start(home, PostgresOptions.FOR_TESTS)) {
            var url = postgres.jdbcUrl("postgres");

            assertThatThrownBy(() ->
                            DriverManager.getConnection(url, postgres.superuser(), "wrong").close())
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
            assertThat(ask(postgres, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(postgres, "SHOW password_encryption")).isEqualTo("scram-sha-256");
        }
    }

    @Test
    void keepsThePasswordForItsOwnerAlone() throws Exception {
        try (var _ = EmbeddedPostgres.start(home, PostgresOptions.FOR_TESTS)) {
            var file = home.resolve("superuser-password");

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void takesTheNumberOfConnectionsAndOtherSettings() throws Exception {
        var options =
                new PostgresOptions(
                        0, 17, false, Duration.ofSeconds(30), Map.of("work_mem", "1MB"));
        try (var postgres = EmbeddedPostgres.start(home, options)) {
            assertThat(ask(postgres, "SHOW max_connections")).isEqualTo("17");
            assertThat(ask(postgres, "SHOW work_mem")).isEqualTo("1MB");
        }
    }

    @Test
    void saysWhyItDoesNotStart() {
        var wrong =
                new PostgresOptions(0, 17, false, Duration.ofSeconds(30), Map.of("work_mem", "x"));

        assertThatThrownBy(() -> EmbeddedPostgres.start(home, wrong))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("work_mem");
    }

    @Test
    void sortsTextTheSameOnEveryMachine() throws Exception {
        try (var postgres = EmbeddedPostgres.start(home, PostgresOptions.FOR_TESTS)) {
            assertThat(ask(postgres, "SELECT upper('straße') || ('B' < 'a')"))
                    .isEqualTo("STRAßEtrue");
        }
    }

    private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (var connection = postgres.connect("postgres");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (var connection = postgres.connect("postgres");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
