package dev.weir.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.embedded.Ports;
import dev.weir.it.client.RunningWeir;
import dev.weir.it.client.WeirProcess;
import dev.weir.it.fault.Operator.Application;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./weir up}: what it tells, keeps, refuses and leaves behind. */
final class UpIT {
    private static final Duration STOP = Duration.ofSeconds(60);
    private static final String NOBODY = "65534";

    @TempDir Path folder;

    /** Stops it by a signal; nothing that it started may be left. */
    private static void stop(RunningWeir weir, String signal) throws IOException {
        var children = weir.process().descendants().toList();
        assertThat(children).as("Kafka and PostgreSQL").hasSizeGreaterThan(2);

        weir.process().signal(signal);

        assertThat(weir.process().awaitEnd(STOP)).isTrue();
        assertThat(weir.process().exitCode()).as(weir.process().output()).isZero();
        await().atMost(STOP).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(weir.process().output()).doesNotContain("did not stop cleanly");
    }

    @Test
    void forgetsAllWhenEphemeral() throws Exception {
        var temporary = Files.createDirectory(folder.resolve("tmp"));
        var before = elsewhere();
        var readyFile = folder.resolve("ready.json");
        var command = new ArrayList<>(WeirProcess.java());
        command.addAll(
                List.of(
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.weir.standalone.Main",
                        "up",
                        "--ephemeral",
                        "--port",
                        "0",
                        "--ready-file",
                        readyFile.toString()));
        try (var weir = RunningWeir.whenReady(WeirProcess.run(command, Map.of()), readyFile)) {
            assertThat(temporary).isDirectoryContaining("glob:**/weir-*");
            stop(weir, "TERM");
        }
        assertThat(readyFile).doesNotExist();
        try (var left = Files.list(temporary)) {
            assertThat(left.filter(each -> each.getFileName().toString().startsWith("weir")))
                    .isEmpty();
        }
        assertThat(before).containsAll(elsewhere());
    }

    /** Where root's PostgreSQL keeps data that its user could not reach otherwise. */
    private static List<Path> elsewhere() throws IOException {
        var folder = Path.of("/var/lib/weir");
        if (!Files.isDirectory(folder)) return List.of();
        try (var all = Files.list(folder)) {
            return all.toList();
        }
    }

    @Test
    void keepsWhatItWasToldOverARestart() throws Exception {
        var data = folder.resolve("data");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        // The sample's server has to be where it was.
        var port = Integer.toString(freeBase());
        Application demo;
        Application own;
        try (var weir = RunningWeir.startIn(data, "--port", port)) {
            var operator = new Operator(weir);
            demo = new Application(weir.get("environmentId"), weir.get("apiKey"));
            own = operator.create("kept", weir.get("databaseUrl"), Map.of());
            operator.awaitPlaced(own, weir.endpoints(), 2);
            try (var client = own.at(weir.endpoint())) {
                var made = client.execute("CREATE TABLE kept AS SELECT 4711 AS number");
                assertThat(made.status()).as(made.body()).isEqualTo(200);
            }
            // The record of its usage is sent when the node stops, and waits in Kafka.
            stop(weir, "TERM");
        }
        try (var weir = RunningWeir.startIn(data, "--port", port)) {
            var operator = new Operator(weir);
            assertThat(weir.get("environmentId")).isEqualTo(demo.environment());
            assertThat(weir.get("apiKey")).isEqualTo(demo.apiKey());
            try (var client = own.at(weir.endpoints().getLast())) {
                var kept = client.query("SELECT number FROM kept");
                assertThat(kept.body()).contains("4711");
            }
            await().atMost(Operator.PATIENCE)
                    .untilAsserted(() -> assertThat(operator.queriesMetered(own)).isPositive());
            stop(weir, "TERM");
        }
    }

    @Test
    void runsPlanesAsProcessesOfTheirOwnThatEndWithIt() throws Exception {
        try (var weir =
                RunningWeir.start(
                        "--processes",
                        "--clusters",
                        "1",
                        "--nodes",
                        "2",
                        "--control-planes",
                        "2")) {
            var names = new ArrayList<String>();
            weir.ready().path("processes").forEach(each -> names.add(each.path("name").asText()));
            assertThat(names)
                    .containsExactlyInAnyOrder(
                            "kafka",
                            "postgres",
                            "control-plane-1",
                            "control-plane-2",
                            "billing-meter",
                            "node-a1",
                            "node-a2");
            var all = names.stream().map(weir::processOf).toList();
            WeirProcess.signal(weir.processOf("control-plane-2").pid(), "STOP");

            weir.process().signal("KILL");

            WeirProcess.signal(weir.processOf("control-plane-2").pid(), "CONT");
            await().atMost(STOP).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    @Test
    void namesAPortThatIsTaken() throws Exception {
        int base = freeBase();
        try (var taken = new ServerSocket(base + 14, 1, InetAddress.getLoopbackAddress())) {
            var weir =
                    WeirProcess.start(
                            List.of("up", "--ephemeral", "--port", Integer.toString(base)));
            assertThat(weir.awaitEnd(STOP)).isTrue();

            assertThat(weir.exitCode()).isEqualTo(1);
            assertThat(weir.output())
                    .contains("port %d (Kafka) is taken".formatted(taken.getLocalPort()))
                    .contains("--port N")
                    .doesNotContain("\tat ");
        }
    }

    static int freeBase() {
        for (int attempt = 0; attempt < 100; attempt++) {
            int base = Ports.free();
            var all = Stream.of(0, 1, 4, 5, 14, 15, 100, 101, 104, 105);
            if (all.allMatch(distance -> Ports.isFree(base + distance))) return base;
        }
        throw new IllegalStateException("no range of free ports");
    }

    /** Root's run is that of the other tests where root runs them. */
    @Test
    void runsAsAnOrdinaryUser() throws Exception {
        Assumptions.assumeTrue(System.getProperty("user.name").equals("root"));
        Assumptions.assumeTrue(new File("/usr/bin/setpriv").canExecute());
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        var home = Files.createDirectory(folder.resolve("home"));
        Files.setAttribute(home, "unix:uid", Integer.valueOf(NOBODY));
        var readyFile = home.resolve("ready.json");
        var command =
                new ArrayList<>(
                        List.of(
                                "/usr/bin/setpriv",
                                "--reuid=" + NOBODY,
                                "--regid=" + NOBODY,
                                "--clear-groups"));
        command.addAll(WeirProcess.java());
        command.addAll(
                List.of(
                        "-cp",
                        readableClassPath(),
                        "dev.weir.standalone.Main",
                        "up",
                        "--data",
                        home.resolve("data").toString(),
                        "--port",
                        "0",
                        "--ready-file",
                        readyFile.toString()));
        var variables = Map.of("HOME", home.toString(), "XDG_CACHE_HOME", home.toString());
        try (var weir = RunningWeir.whenReady(WeirProcess.run(command, variables), readyFile)) {
            var demo = new Application(weir.get("environmentId"), weir.get("apiKey"));
            try (var client = demo.at(weir.endpoint())) {
                assertThat(client.query("SELECT 1").isRows()).isTrue();
            }
            assertThat(Files.getOwner(readyFile).getName()).isNotEqualTo("root");
            stop(weir, "TERM");
        }
    }

    /** Copies of the class path that everybody may read, wherever the build keeps the jars. */
    private String readableClassPath() throws IOException {
        var lib = Files.createDirectory(folder.resolve("lib"));
        var copies = new ArrayList<String>();
        for (var entry :
                List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))) {
            var source = Path.of(entry);
            if (Files.isDirectory(source)) {
                var target = lib.resolve("classes-" + copies.size());
                copyFolder(source, target);
                copies.add(target.toString());
            } else if (Files.exists(source)) {
                var target = lib.resolve(source.getFileName());
                if (!Files.exists(target)) Files.copy(source, target);
                copies.add(target.toString());
            }
        }
        return String.join(File.pathSeparator, copies);
    }

    private static void copyFolder(Path source, Path target) throws IOException {
        try (var files = Files.walk(source)) {
            for (var file : files.toList()) {
                Files.copy(file, target.resolve(source.relativize(file).toString()));
            }
        }
    }
}
