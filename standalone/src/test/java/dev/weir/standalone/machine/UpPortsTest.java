package dev.weir.standalone.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class UpPortsTest {
    @Test
    void followsTheFirstNodesPort() {
        var ports = UpPorts.from(5000, UpSize.DEFAULT);

        assertThat(ports.nodes()).containsExactly(5000, 5001);
        assertThat(ports.nodeAdmin()).containsExactly(5100, 5101);
        assertThat(ports.controls().getFirst()).isEqualTo(5004);
        assertThat(ports.billing()).isEqualTo(5005);
        assertThat(ports.kafka()).isEqualTo(5014);
        assertThat(ports.postgres()).isEqualTo(5015);
    }

    @Test
    void noTwoAreTheSameHoweverManyThereAre() {
        var ports = UpPorts.from(5000, new UpSize(8, 4, 8));

        assertThat(ports.nodes()).hasSize(32);
        assertThat(ports.controls()).hasSize(8);
        assertThat(ports.all().values())
                .doesNotHaveDuplicates()
                .allMatch(port -> port >= 5000 && port < 5200);
    }

    @Test
    void takesAnyFreePortsForZero() {
        var all = UpPorts.from(0, UpSize.DEFAULT).all();

        assertThat(all).hasSize(12);
        assertThat(all.values()).doesNotHaveDuplicates().doesNotContain(0);
    }

    @Test
    void refusesAPortFromWhichTheOthersDoNotFit() {
        for (int port : new int[] {-1, 80, 1023, 65_500}) {
            assertThatThrownBy(() -> UpPorts.from(port, UpSize.DEFAULT))
                    .isInstanceOf(UpFailure.class)
                    .hasMessageContaining("--port")
                    .hasMessageContaining(String.valueOf(port));
        }
    }

    @Test
    void namesEachTakenPortAndWhatItIsFor() throws Exception {
        var free = UpPorts.from(0, UpSize.DEFAULT);
        var loopback = InetAddress.getLoopbackAddress();
        free.requireFree();
        try (var kafka = new ServerSocket(free.kafka(), 1, loopback);
                var node = new ServerSocket(free.nodes().getLast(), 1, loopback)) {
            assertThatThrownBy(free::requireFree)
                    .isInstanceOf(UpFailure.class)
                    .hasMessageContaining(kafka.getLocalPort() + " (Kafka)")
                    .hasMessageContaining(node.getLocalPort() + " (node 2)")
                    .hasMessageContaining("--port N");
        }
    }
}
