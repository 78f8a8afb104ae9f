package dev.weir.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that dies with kill -9 takes its parts with it. */
@Timeout(120)
class OrphanTest {
    @TempDir Path home;

    @Test
    void endsWithTheJvmThatStartedItAndItsSuccessorStartsAtOnce() throws Exception {
        var parent = startParent();
        var parts = parts(parent);
        assertThat(parts).hasSizeGreaterThan(3).allMatch(ProcessHandle::isAlive);

        parent.destroyForcibly();
        try (var _ = EmbeddedKafka.start(home.resolve("kafka"), KafkaOptions.DEFAULTS);
                var _ =
                        EmbeddedPostgres.start(
                                home.resolve("postgres"), PostgresOptions.FOR_TESTS)) {
            for (var part : parts) part.onExit().get(30, TimeUnit.SECONDS);
        }
    }

    private Process startParent() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        home.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static List<ProcessHandle> parts(Process parent) throws IOException {
        assertThat(Objects.requireNonNull(parent.inputReader().readLine())).isEqualTo("started");
        return parent.descendants().toList();
    }

    /** Starts both parts and waits to be killed. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] arguments) throws Exception {
            var home = Path.of(arguments[0]);
            EmbeddedKafka.start(home.resolve("kafka"), KafkaOptions.DEFAULTS);
            EmbeddedPostgres.start(home.resolve("postgres"), PostgresOptions.FOR_TESTS);
            System.out.println("started");
            Thread.currentThread().join();
        }
    }
}
