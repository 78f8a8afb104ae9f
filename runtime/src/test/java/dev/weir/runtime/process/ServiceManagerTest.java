package dev.weir.runtime.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a socket of Python's, as the JDK cannot open one. */
class ServiceManagerTest {
    private static final String RECEIVER =
            """
            import socket, sys
            receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            receiver.settimeout(20)
            receiver.bind(sys.argv[1].replace('@', chr(0), 1))
            print('bound', flush=True)
            for _ in range(2):
                print(repr(receiver.recv(4096).decode()), flush=True)
            """;

    @TempDir Path folder;

    private String received(String socket) throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/python3")),
                "SKIPPED: no /usr/bin/python3 to receive notifications");
        var process =
                new ProcessBuilder("/usr/bin/python3", "-c", RECEIVER, socket)
                        .redirectErrorStream(true)
                        .start();
        try (var output = process.inputReader(UTF_8)) {
            assertThat(output.readLine()).isEqualTo("bound");
            var manager = ServiceManager.of(Map.of("NOTIFY_SOCKET", socket));
            manager.ready();
            manager.stopping();
            return output.readLine() + " " + output.readLine();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void reportsToASocketInTheFileSystem() throws Exception {
        assertThat(received(folder.resolve("notify").toString()))
                .isEqualTo(
                        "'READY=1\\nSTATUS=Serving'"
                                + " 'STOPPING=1\\nSTATUS=Finishing what is under way'");
    }

    @Test
    void reportsToAnAbstractSocket() throws Exception {
        assertThat(received("@weir-test-" + ProcessHandle.current().pid())).contains("READY=1");
    }

    @Test
    void doesNothingWithoutAServiceManager() {
        assertThatCode(() -> ServiceManager.of(Map.of()).ready()).doesNotThrowAnyException();
        assertThatCode(() ->
                        ServiceManager.of(Map.of("NOTIFY_SOCKET", folder + "/nothing-there"))
                                .ready())
                .doesNotThrowAnyException();
        assertThatCode(() ->
                        ServiceManager.of(Map.of("NOTIFY_SOCKET", "/" + "x".repeat(200))).ready())
                .doesNotThrowAnyException();
    }
}
