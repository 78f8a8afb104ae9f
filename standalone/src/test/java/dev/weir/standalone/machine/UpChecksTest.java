package dev.weir.standalone.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.embedded.EmbeddedPostgres;
import dev.weir.embedded.Ports;
import dev.weir.embedded.PostgresOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpChecksTest {
    @TempDir Path folder;

    @Test
    void readsAnOptionInBothForms() {
        var asked = new UpArguments(List.of("--port", "5000", "--data=/x", "--ephemeral"));

        assertThat(asked.number("--port", 1)).isEqualTo(5000);
        assertThat(asked.number("--nodes", 1)).isEqualTo(1);
        assertThat(asked.text("--data")).contains("/x");
        assertThat(asked.has("--ephemeral")).isTrue();
        assertThatThrownBy(() -> asked.number("--data", 1))
                .isInstanceOf(UpFailure.class)
                .hasMessage("--data must be a number, not '/x'");
    }

    @Test
    void findsTheServerOfAUrl() {
        assertThat(DatabaseAddress.of("postgresql://u:p@db.example/name"))
                .contains(new DatabaseAddress("db.example", 5432));
        assertThat(DatabaseAddress.of("postgres://u@[::1]:7000/name?sslmode=require"))
                .contains(new DatabaseAddress("::1", 7000));
        assertThat(DatabaseAddress.of("mysql://u:p@h/name"))
                .contains(new DatabaseAddress("h", 3306));
        assertThat(DatabaseAddress.of("file:./dev.db")).isEmpty();
        assertThat(DatabaseAddress.of("not a url")).isEmpty();
    }

    @Test
    void saysThatNoServerListens() {
        int port = Ports.free();
        assertThatThrownBy(() ->
                        DatabaseAddress.requireReachable(
                                "postgresql://u:secret@127.0.0.1:%d/n".formatted(port)))
                .isInstanceOf(UpFailure.class)
                .hasMessageContaining("127.0.0.1:" + port)
                .hasMessageContaining("--database-url")
                .hasMessageNotContaining("secret");
    }

    @Test
    void saysWhyTheServerRefusesALogin() throws Exception {
        var options = PostgresOptions.FOR_TESTS;
        var server = EmbeddedPostgres.start(folder.resolve("postgres"), options);
        try {
            DatabaseLogin.requireAccepted(server.url("postgres"));
            assertThatThrownBy(() ->
                            DatabaseLogin.requireAccepted(
                                    server.url("postgres", "nobody", "s3cret")))
                    .isInstanceOf(UpFailure.class)
                    .hasMessageContaining("127.0.0.1:" + server.port())
                    .hasMessageContaining("nobody")
                    .hasMessageNotContaining("s3cret");
        } finally {
            server.stop(Duration.ofSeconds(5));
            EmbeddedPostgres.forget(folder.resolve("postgres"));
        }
    }

    @Test
    void saysWhyAFolderCannotHoldTheData() throws Exception {
        var file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> DataFolder.open(file))
                .isInstanceOf(UpFailure.class)
                .hasMessageContaining(file + " is not a folder")
                .hasMessageContaining("--data DIR");
    }
}
