package dev.weir.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.standalone.machine.UpPorts;
import dev.weir.standalone.machine.UpSize;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher {@code weir}, with a JDK and a Maven that only report their arguments. */
class LauncherTest {
    private static final Path SOURCES =
            Path.of(System.getProperty("basedir", ".")).toAbsolutePath().resolve("..").normalize();

    @TempDir Path folder;

    private Path tree = Path.of("");
    private Path programs = Path.of("");

    private record Outcome(int code, String output) {}

    @BeforeEach
    void makeATree() throws IOException {
        tree = Files.createDirectories(folder.resolve("tree"));
        programs = Files.createDirectories(folder.resolve("programs"));
        Files.copy(SOURCES.resolve("weir"), tree.resolve("weir"));
        write(tree.resolve("pom.xml"), "<project>\n  <version>9.9.9</version>\n</project>\n");
        write(tree.resolve("standalone/pom.xml"), "<project/>\n");
        write(tree.resolve("standalone/src/main/java/A.java"), "class A {}\n");
        var jdk = folder.resolve("jdk");
        write(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
        program(jdk.resolve("bin/javac"), "exit 1");
        program(jdk.resolve("bin/java"), "echo \"java $*\"");
        program(
                programs.resolve("mvn"),
                "echo built >>"
                        + folder.resolve("builds")
                        + "\nmkdir -p standalone/target\n"
                        + ": >standalone/target/weir.jar");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void program(Path file, String script) throws IOException {
        write(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Outcome weir(String... arguments) throws Exception {
        return run(tree.resolve("weir"), folder.resolve("jdk"), arguments);
    }

    private Outcome run(Path launcher, Path jdk, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("sh", launcher.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.directory(folder.toFile());
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("WEIR_"));
        environment.put("JAVA25_HOME", jdk.toString());
        environment.put("PATH", programs + ":" + environment.get("PATH"));
        var process = builder.start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    private int builds() throws IOException {
        var log = folder.resolve("builds");
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    @Test
    void neverBuildsForACommandThatOnlyReads() throws Exception {
        for (var arguments :
                List.of(
                        List.of("usage"),
                        List.of("api", "GET", "/v1/projects"),
                        List.of("sim", "--help"),
                        List.of("up", "--help"),
                        List.of("help", "node"))) {
            var outcome = weir(arguments.toArray(String[]::new));
            assertThat(outcome.code()).as("%s", arguments).isEqualTo(1);
            assertThat(outcome.output()).contains("nothing is built here yet", "./weir build");
        }
        assertThat(builds()).isZero();

        weir("build");
        Files.writeString(tree.resolve("standalone/src/main/java/A.java"), "class A { int b; }\n");

        assertThat(weir("usage").output()).contains("weir.jar usage");
        assertThat(builds()).isOne();
    }

    @Test
    void buildsOnceUntilTheContentChanges() throws Exception {
        assertThat(weir("node").output()).contains("weir.jar node");
        weir("node");
        assertThat(builds()).isOne();

        Files.writeString(tree.resolve("standalone/src/main/java/A.java"), "class A { int b; }\n");
        touch(tree, Instant.now().plusSeconds(60));
        weir("node");
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void doesNotBuildACopyOfWhatIsBuilt() throws Exception {
        weir("build");
        // As git checkout and cp do: every file is newer than the build.
        touch(tree.resolve("standalone/src"), Instant.now().plusSeconds(60));
        touch(tree.resolve("pom.xml"), Instant.now().plusSeconds(60));

        assertThat(weir("node").output()).contains("weir.jar node");
        assertThat(builds()).isOne();
    }

    private static void touch(Path root, Instant time) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (var file : files.filter(each -> !each.toString().contains("target")).toList()) {
                Files.setLastModifiedTime(file, FileTime.from(time));
            }
        }
    }

    @Test
    void knowsItsVersionBeforeTheFirstBuild() throws Exception {
        assertThat(weir("--version")).isEqualTo(new Outcome(0, "weir 9.9.9+unknown (not built)\n"));
        assertThat(builds()).isZero();
    }

    @Test
    void runsAnInstalledWeirOnItsOwnRuntimeThroughALink() throws Exception {
        var home = folder.resolve("lib/weir");
        Files.createDirectories(home);
        Files.copy(SOURCES.resolve("weir"), home.resolve("weir"));
        write(home.resolve("weir.jar"), "");
        program(home.resolve("runtime/bin/java"), "echo \"own $*\"");
        Files.createDirectories(folder.resolve("bin"));
        var link =
                Files.createSymbolicLink(folder.resolve("bin/weir"), Path.of("../lib/weir/weir"));

        assertThat(run(link, folder.resolve("none"), "up", "--ephemeral").output())
                .startsWith("own ")
                .endsWith(home.resolve("weir.jar") + " up --ephemeral\n");
        assertThat(run(link, folder.resolve("none"), "build").code()).isEqualTo(2);
        assertThat(builds()).isZero();
    }

    @Test
    void reportsATakenPortBeforeItBuilds() throws Exception {
        for (var module : List.of("standalone", "embedded", "runtime")) {
            var link = tree.resolve(module).resolve("src/main");
            if (Files.exists(link)) Files.move(link, link.resolveSibling("other"));
            Files.createDirectories(link.getParent());
            Files.createSymbolicLink(link, SOURCES.resolve(module).resolve("src/main"));
        }
        var jdk = Path.of(System.getProperty("java.home"));
        var base = UpPorts.from(0, UpSize.DEFAULT).kafka();
        var loopback = InetAddress.getLoopbackAddress();
        try (var taken = new ServerSocket(base + 14, 1, loopback)) {
            var outcome =
                    run(
                            tree.resolve("weir"),
                            jdk,
                            "up",
                            "--port",
                            Integer.toString(base),
                            "--data",
                            folder.resolve("data").toString());
            assertThat(outcome.output())
                    .contains("port " + taken.getLocalPort() + " (Kafka)", "--port N")
                    .doesNotContain("\tat ");
            assertThat(outcome.code()).isEqualTo(1);
        }
        assertThat(builds()).isZero();
    }
}
