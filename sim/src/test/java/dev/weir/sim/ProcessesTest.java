package dev.weir.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each process iterates over the platform's unmodifiable sets and maps in an order of its own. */
class ProcessesTest {
    private static final int SEEDS = 4;

    /** Many times what it takes on a busy machine: one that hangs must not hang the build. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @TempDir private Path folder;

    @Test
    void aSeedIsTheSameRunInEveryProcess() throws Exception {
        var here = new ArrayList<String>();
        for (long seed = 1; seed <= SEEDS; seed++) here.add(seed + " " + Fingerprint.of(seed));

        assertThat(elsewhere(folder.resolve("output"))).isEqualTo(here);
    }

    private static List<String> elsewhere(Path output) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var process =
                new ProcessBuilder(
                                java.toString(),
                                "-ea",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                FingerprintMain.class.getName(),
                                "1",
                                String.valueOf(SEEDS))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("it ends").isTrue();
            return Files.readAllLines(output);
        } finally {
            process.destroyForcibly();
        }
    }
}
