package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SinkStageTest {
    @TempDir Path folder;

    @Test
    void noKafkaStaysWhenPostgresDoesNotStart() throws Exception {
        Files.writeString(folder.resolve("postgres"), "where its folder would be");
        var before = children();

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> SinkStage.set(Path.of(""), folder));

        assertThat(folder.resolve("kafka")).isNotEmptyDirectory();
        assertThat(children()).isEqualTo(before);
    }

    private static List<Long> children() {
        return ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .sorted()
                .toList();
    }
}
