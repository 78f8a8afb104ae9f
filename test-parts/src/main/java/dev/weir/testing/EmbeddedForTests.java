package dev.weir.testing;

import dev.weir.embedded.EmbeddedKafka;
import dev.weir.embedded.EmbeddedPostgres;
import dev.weir.embedded.KafkaOptions;
import dev.weir.embedded.PostgresOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;

/** The embedded parts for one test JVM, in folders that go with it. */
final class EmbeddedForTests {
    private EmbeddedForTests() {}

    static TestDatabase postgres(int maxConnections) {
        var home = folder("postgres");
        var server =
                EmbeddedPostgres.start(
                        home, PostgresOptions.FOR_TESTS.withMaxConnections(maxConnections));
        atTheEnd(server::close, home);
        return new TestDatabase(
                "127.0.0.1", server.port(), "postgres", server.superuser(), server.password());
    }

    static String kafka() {
        var home = folder("kafka");
        var broker = EmbeddedKafka.start(home, KafkaOptions.DEFAULTS);
        atTheEnd(broker::close, home);
        return broker.bootstrap();
    }

    /** PostgreSQL runs as another user when the tests run as root: it must reach the folder. */
    private static Path folder(String part) {
        try {
            var folder = Files.createTempDirectory("weir-test-" + part + "-");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** When the JVM is killed instead, the parts end by themselves and only the folder stays. */
    private static void atTheEnd(Runnable close, Path home) {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    close.run();
                                    remove(home);
                                },
                                "remove " + home.getFileName()));
    }

    private static void remove(Path folder) {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) return;
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
