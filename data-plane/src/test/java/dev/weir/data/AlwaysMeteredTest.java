package dev.weir.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.data.usage.CpuClock;
import dev.weir.runtime.Settings;
import dev.weir.runtime.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the bench does to leave the clock unread, no setting of a node can do. */
class AlwaysMeteredTest {
    @Test
    void readsTheThreadsOwnClock() {
        assertThat(CpuClock.isUnmetered()).isFalse();
        assertThat(CpuClock.METERED).isSameAs(CpuClock.THREAD);
    }

    @Test
    void noSettingSpeaksOfIt() {
        assertThat(NodeSettings.ALL)
                .noneMatch(setting -> (setting.key() + setting.description()).contains("metered"));
    }

    @Test
    void aVariableOfThatNameIsRefused() {
        assertThatThrownBy(() ->
                        Settings.read(
                                Map.of("WEIR_BENCH_UNMETERED", "true"), null, NodeSettings.ALL))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("WEIR_BENCH_UNMETERED");
    }

    @Test
    void aLineOfASettingsFileIsRefused(@TempDir Path folder) throws IOException {
        var file = folder.resolve("node.properties");
        for (var key : new String[] {CpuClock.UNMETERED, "bench.unmetered"}) {
            Files.writeString(file, key + "=true");

            assertThatThrownBy(() -> Settings.read(Map.of(), file, NodeSettings.ALL))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("no setting is called " + key);
        }
    }
}
