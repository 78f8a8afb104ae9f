package dev.weir.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PostgresDataTest {
    @TempDir Path folder;

    @Test
    void underRootKeepsDataWhereTheServersUserReachesThem() throws Exception {
        Assumptions.assumeTrue(System.getProperty("user.name").equals("root"));
        var closed = Files.createDirectory(folder.resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        var home = closed.resolve("postgres");

        Path data;
        try (var postgres = EmbeddedPostgres.start(home, PostgresOptions.FOR_TESTS)) {
            data = postgres.dataFolder();
            assertThat(data).startsWith(Path.of("/var/lib/weir"));
        }
        try (var postgres = EmbeddedPostgres.start(home, PostgresOptions.FOR_TESTS);
                var connection = postgres.connect("postgres")) {
            assertThat(connection.isValid(5)).isTrue();
        }
        EmbeddedPostgres.forget(home);
        assertThat(data.getParent()).doesNotExist();
    }

    @Test
    void keepsTheDataOfAHomeThatIsClosedLater() throws Exception {
        Assumptions.assumeTrue(System.getProperty("user.name").equals("root"));
        var parent = Files.createDirectory(Path.of("/var/lib/weir-test-" + System.nanoTime()));
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
        var home = parent.resolve("postgres");
        try {
            try (var postgres = EmbeddedPostgres.start(home, PostgresOptions.FOR_TESTS);
                    var connection = postgres.connect("postgres");
                    var statement = connection.createStatement()) {
                assertThat(postgres.dataFolder()).startsWith(home);
                statement.execute("CREATE TABLE kept (id int)");
            }
            Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwx------"));
            try (var postgres = EmbeddedPostgres.start(home, PostgresOptions.FOR_TESTS);
                    var connection = postgres.connect("postgres");
                    var statement = connection.createStatement()) {
                assertThat(statement.execute("SELECT id FROM kept")).isTrue();
            }
        } finally {
            EmbeddedPostgres.forget(home);
            PostgresData.remove(parent);
        }
    }
}
