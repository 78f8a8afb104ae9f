package dev.weir.data.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.usage.NoRoomToCount;
import dev.weir.events.NodeId;
import org.junit.jupiter.api.Test;

class SqlFailuresTest {
    @Test
    void tellsABusyNodeFromOneThatDoesNotServe() {
        assertThat(code(Failures.nobodyServes())).isEqualTo("57P03");
        assertThat(code(Failures.peerUnreachable(new NodeId("b1")))).isEqualTo("57P03");
        assertThat(code(Failures.of(new NoRoomToCount(1)))).isEqualTo("57P03");
        assertThat(code(Failures.tooManyRequests(1))).isEqualTo("53300");
        assertThat(code(Failures.tooManyBytes(1))).isEqualTo("53300");
    }

    private static String code(Failure failure) {
        return SqlFailures.of(failure).code();
    }
}
