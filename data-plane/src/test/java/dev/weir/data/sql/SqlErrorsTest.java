package dev.weir.data.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.gateway.Rejections;
import dev.weir.data.http.Rejection;
import dev.weir.data.http.Rejection.Reason;
import dev.weir.data.usage.NoRoomToCount;
import dev.weir.events.NodeId;
import org.junit.jupiter.api.Test;

class SqlErrorsTest {
    @Test
    void distinguishesABusyNodeFromOneThatDoesNotServe() {
        assertThat(code(Rejections.noGrant())).isEqualTo("57P03");
        assertThat(code(Rejections.peerUnreachable(new NodeId("b1")))).isEqualTo("57P03");
        assertThat(code(Rejections.of(new NoRoomToCount(1)))).isEqualTo("57P03");
        assertThat(code(Rejection.of(Reason.BUSY, "1 request"))).isEqualTo("53300");
    }

    private static String code(Rejection rejection) {
        return SqlErrors.of(rejection).code();
    }
}
