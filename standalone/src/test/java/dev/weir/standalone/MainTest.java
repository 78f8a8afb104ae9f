package dev.weir.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @TempDir Path folder;

    private int run(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(errors, true))
                .execute(arguments);
    }

    @Test
    void printsItsVersion() {
        assertThat(run("version")).isZero();
        assertThat(output.toString()).startsWith("weir ").contains("Java ");
    }

    @Test
    void explainsEveryCommand() {
        for (var command : Main.commandLine().getSubcommands().keySet()) {
            assertThat(run(command, "--help")).as(command).isZero();
        }
        assertThat(output.toString())
                .contains("--data", "--ephemeral", "--port", "--ready-file", "--database-url")
                .contains("--settings");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThat(run("upp")).isEqualTo(2);
        assertThat(run("up", "--prot", "1")).isEqualTo(2);
        assertThat(errors.toString()).contains("upp", "--prot");
    }

    @Test
    void saysThatNothingRunsInsteadOfATrace() {
        assertThat(run("api", "GET", "/v1/projects", "--data", folder.toString())).isEqualTo(1);
        assertThat(run("usage", "--data", folder.toString())).isEqualTo(1);
        assertThat(errors.toString()).contains("./weir up").doesNotContain("\tat ");
    }

    @Test
    void refusesAPathWithoutASlash() {
        assertThat(run("api", "GET", "v1/projects")).isEqualTo(1);
        assertThat(errors.toString()).contains("slash");
    }
}
