package dev.weir.compiler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The step of the build that makes the compilers' classes, where it cannot. */
final class BuildCompilersTest {
    @TempDir Path folder;

    @Test
    void saysWhatToInstallWhereThereIsNoNpm() throws Exception {
        var builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "src/build/BuildCompilers.java",
                        ".",
                        folder.resolve("target").toString(),
                        "1.0.0",
                        "postgresql");
        builder.environment().put("PATH", folder.toString());
        builder.environment().put("XDG_CACHE_HOME", folder.toString());
        var process = builder.redirectErrorStream(true).start();

        var said = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said).isEqualTo(1);
        assertThat(said)
                .contains("there is no npm on the path", "Install Node.js", "apt-get install")
                .doesNotContain("Exception");
    }
}
