package dev.weir.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * The broker's process. It ends when its standard input does: that is how its parent stops it, and
 * what happens when the parent dies.
 */
public final class BrokerMain {
    /** The line on standard output that says the broker serves. */
    static final String READY = "ready";

    private static final Duration LOCK_LIMIT = Duration.ofSeconds(15);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private BrokerMain() {}

    /** Runs a broker from the settings file that is its one argument. */
    public static void main(String[] arguments) throws Exception {
        var output = System.out;
        System.setOut(System.err);
        var settings = read(Path.of(arguments[0]));
        var data = Path.of(settings.getProperty("log.dirs"));
        var lock = lock(data.resolveSibling("broker.lock"));
        format(data);
        var server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
        server.startup();
        output.println(READY);
        output.flush();
        awaitEndOfInput();
        haltAfter(STOP_LIMIT);
        server.shutdown();
        lock.release();
        // Threads of the broker's that are no daemons must not keep the process.
        Runtime.getRuntime().halt(0);
    }

    private static Properties read(Path file) throws IOException {
        var settings = new Properties();
        try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            settings.load(reader);
        }
        return settings;
    }

    /** A broker whose parent was killed may still be stopping: its successor waits for it. */
    private static FileLock lock(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var deadline = System.nanoTime() + LOCK_LIMIT.toNanos();
        while (true) {
            var lock = channel.tryLock();
            if (lock != null) return lock;
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("another broker uses " + file.getParent());
            }
            Children.pause();
        }
    }

    private static void format(Path data) throws Exception {
        if (Files.exists(data.resolve("meta.properties"))) return;
        new Formatter()
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(BrokerSettings.NODE)
                .setDirectories(java.util.List.of(data.toString()))
                .setMetadataLogDirectory(data.toString())
                .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
                .setHasDynamicQuorum(false)
                .setPrintStream(new PrintStream(System.err, true, StandardCharsets.UTF_8))
                .run();
    }

    private static void awaitEndOfInput() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void haltAfter(Duration limit) {
        Thread.ofPlatform()
                .daemon()
                .name("stop limit")
                .start(() -> {
                    try {
                        Thread.sleep(limit);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    Runtime.getRuntime().halt(1);
                });
    }
}
