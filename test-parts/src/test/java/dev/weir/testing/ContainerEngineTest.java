package dev.weir.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ContainerEngineTest {
    @TempDir Path folder;

    @Test
    void anEngineThatSaysItIsWellIsUsed() throws IOException {
        var socket = UnixDomainSocketAddress.of(folder.resolve("engine.sock"));
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(socket);
            answerOnce(server, "HTTP/1.0 200 OK\r\n\r\nOK");

            assertThat(
                            ContainerEngine.isWanted(
                                    Map.of(
                                            "DOCKER_HOST",
                                            "unix://" + folder.resolve("engine.sock"))))
                    .isTrue();
        }
    }

    @Test
    void anEngineThatIsIllIsNot() throws IOException {
        try (var server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            answerOnce(server, "HTTP/1.0 503 Service Unavailable\r\n\r\n");
            var port = ((InetSocketAddress) server.getLocalAddress()).getPort();

            assertThat(ContainerEngine.isWanted(Map.of("DOCKER_HOST", "tcp://127.0.0.1:" + port)))
                    .isFalse();
        }
    }

    @Test
    void aSocketThatNeverAnswersIsGivenUp() throws IOException {
        try (var server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

            assertThat(ContainerEngine.answersAt(server.getLocalAddress())).isFalse();
        }
    }

    @Test
    void aSocketThatNobodyListensOnIsNone() {
        assertThat(
                        ContainerEngine.isWanted(
                                Map.of("DOCKER_HOST", "unix://" + folder.resolve("nobody.sock"))))
                .isFalse();
    }

    @Test
    void theEnvironmentMayDecide() {
        assertThat(ContainerEngine.isWanted(Map.of("WEIR_TEST_PARTS", "embedded"))).isFalse();
        assertThat(ContainerEngine.isWanted(Map.of("WEIR_TEST_PARTS", "containers"))).isTrue();
        assertThatThrownBy(() -> ContainerEngine.isWanted(Map.of("WEIR_TEST_PARTS", "dockre")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dockre");
    }

    private static void answerOnce(ServerSocketChannel server, String answer) {
        Thread.ofVirtual()
                .start(() -> {
                    try (var channel = server.accept()) {
                        var _ = channel.read(ByteBuffer.allocate(256));
                        var _ = channel.write(ByteBuffer.wrap(answer.getBytes(US_ASCII)));
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }
}
