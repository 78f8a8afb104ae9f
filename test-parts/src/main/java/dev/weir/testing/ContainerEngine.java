package dev.weir.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Whether there is a container engine, asked with one {@code GET /_ping} of the Docker Engine API
 * on the sockets where Docker and Podman usually listen. Testcontainers would find out too, but
 * takes many seconds and a screenful of logs to say no.
 *
 * <p>{@code WEIR_TEST_PARTS=embedded} in the environment forbids containers, {@code containers}
 * takes them without asking.
 */
final class ContainerEngine {
    /** How long an engine may take to answer. A socket without an owner refuses at once. */
    static final Duration LIMIT = Duration.ofSeconds(2);

    private static final byte[] PING =
            "GET /_ping HTTP/1.0\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII);
    private static final int ANSWER_BYTES = 32;
    private static final boolean ANSWERS = isWanted(System.getenv());

    private ContainerEngine() {}

    /** Asked once in the JVM's life. */
    static boolean answers() {
        return ANSWERS;
    }

    static boolean isWanted(Map<String, String> environment) {
        return switch (environment.getOrDefault("WEIR_TEST_PARTS", "")) {
            case "embedded" -> false;
            case "containers" -> true;
            case "" -> sockets(environment).stream().anyMatch(ContainerEngine::answersAt);
            case String other ->
                    throw new IllegalArgumentException(
                            "WEIR_TEST_PARTS is neither embedded nor containers: " + other);
        };
    }

    /** Where an engine may listen: only where {@code DOCKER_HOST} says, if it says. */
    static List<SocketAddress> sockets(Map<String, String> environment) {
        var host = environment.getOrDefault("DOCKER_HOST", "");
        if (!host.isEmpty()) return fromDockerHost(URI.create(host));
        var files = new ArrayList<>(List.of(Path.of("/var/run/docker.sock")));
        var home = environment.get("HOME");
        if (home != null && !home.isEmpty()) files.add(Path.of(home, ".docker/run/docker.sock"));
        var user = environment.get("XDG_RUNTIME_DIR");
        if (user != null && !user.isEmpty()) {
            files.add(Path.of(user, "docker.sock"));
            files.add(Path.of(user, "podman/podman.sock"));
        }
        return files.stream()
                .filter(Files::exists)
                .map(file -> (SocketAddress) UnixDomainSocketAddress.of(file))
                .toList();
    }

    private static List<SocketAddress> fromDockerHost(URI host) {
        return switch (String.valueOf(host.getScheme())) {
            case "unix" -> List.of(UnixDomainSocketAddress.of(host.getPath()));
            case "tcp", "http" -> List.of(new InetSocketAddress(host.getHost(), host.getPort()));
            default -> List.of();
        };
    }

    /** Whether what listens there says that it is an engine and well, in time. */
    static boolean answersAt(SocketAddress socket) {
        var asked = new CompletableFuture<Boolean>();
        try (var channel = open(socket)) {
            Thread.ofVirtual()
                    .name("ping container engine")
                    .start(() -> {
                        try {
                            asked.complete(ping(channel, socket));
                        } catch (IOException e) {
                            asked.complete(false);
                        }
                    });
            return asked.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException | TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static SocketChannel open(SocketAddress socket) throws IOException {
        return socket instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
    }

    private static boolean ping(SocketChannel channel, SocketAddress socket) throws IOException {
        channel.connect(socket);
        var request = ByteBuffer.wrap(PING);
        while (request.hasRemaining()) {
            var _ = channel.write(request);
        }
        var answer = ByteBuffer.allocate(ANSWER_BYTES);
        while (answer.hasRemaining() && channel.read(answer) >= 0) {
            // Only the status line is of interest.
        }
        return new String(answer.array(), 0, answer.position(), US_ASCII)
                .matches("(?s)HTTP/1\\.[01] 200 .*");
    }
}
