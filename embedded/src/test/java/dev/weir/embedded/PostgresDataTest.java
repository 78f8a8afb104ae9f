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
}
