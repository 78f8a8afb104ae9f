package dev.weir.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each process iterates over the platform's unmodifiable sets and maps in an order of its own. */
class ProcessesTest {
    private static final int SEEDS = 4;

    @Test
    void aSeedIsTheSameRunInEveryProcess() throws Exception {
        var here = new ArrayList<String>();
        for (long seed = 1; seed <= SEEDS; seed++) here.add(seed + " " + Fingerprint.of(seed));

        assertThat(elsewhere()).isEqualTo(here);
    }

    private static List<String> elsewhere() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var process =
                new ProcessBuilder(
                                java.toString(),
                                "-ea",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Fingerprint.class.getName(),
                                "1",
                                String.valueOf(SEEDS))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (var output = process.inputReader(UTF_8)) {
            return output.lines().toList();
        } finally {
            process.destroyForcibly();
        }
    }
}
