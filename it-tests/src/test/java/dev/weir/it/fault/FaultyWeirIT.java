package dev.weir.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultyWeirIT {
    @Test
    void leavesNothingBehindWhenItDoesNotStart(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("weir"), "no folder");

        assertThatThrownBy(() -> new FaultyWeir(folder)).isInstanceOf(IOException.class);

        assertThat(ProcessHandle.allProcesses())
                .noneMatch(process ->
                        process.info().commandLine().orElse("").contains(folder.toString()));
    }
}
