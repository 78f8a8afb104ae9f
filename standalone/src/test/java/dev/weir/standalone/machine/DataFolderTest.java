package dev.weir.standalone.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir Path parent;

    @Test
    void isOneProcessesAtATime() throws Exception {
        var path = parent.resolve("data");
        try (var _ = DataFolder.open(path)) {
            assertThatThrownBy(() -> DataFolder.open(path))
                    .isInstanceOf(UpFailure.class)
                    .hasMessageContaining(path.toString())
                    .hasMessageContaining("process " + ProcessHandle.current().pid())
                    .hasMessageContaining("--data");
        }
        try (var again = DataFolder.open(path)) {
            assertThat(again.path()).isEqualTo(path);
        }
    }

    @Test
    void isItsOwnersAlone() throws Exception {
        var path = Files.createDirectory(parent.resolve("data"));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (var _ = DataFolder.open(path)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void makesASecretOnceAndForItsOwnerAlone() throws Exception {
        var path = parent.resolve("data");
        String token;
        String key;
        try (var folder = DataFolder.open(path)) {
            token = folder.token("admin").value();
            key = folder.key("master", 32).value();
            assertThat(folder.token("other").value()).isNotEqualTo(token);
        }
        assertThat(token).matches("[0-9a-f]{48}");
        assertThat(Base64.getDecoder().decode(key)).hasSize(32);
        try (var folder = DataFolder.open(path)) {
            assertThat(folder.token("admin").value()).isEqualTo(token);
            assertThat(folder.key("master", 32).value()).isEqualTo(key);
        }
        var file = path.resolve("secrets/admin");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void removesAnEphemeralFolderWithAllThatIsInIt() throws Exception {
        Path path;
        try (var folder = DataFolder.ephemeral()) {
            path = folder.path();
            Files.createDirectories(folder.resolve("a/b"));
            Files.writeString(folder.resolve("a/b/c"), "");
            Files.createSymbolicLink(folder.resolve("link"), parent);
        }
        assertThat(path).doesNotExist();
        assertThat(parent).as("what a link leads to is not the folder's").exists();
    }
}
