package dev.weir.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.runtime.Settings;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeSettingsTest {
    private final Map<String, String> environment =
            new HashMap<>(
                    Map.of(
                            "WEIR_REGION", "eu",
                            "WEIR_CLUSTER", "a",
                            "WEIR_NODE_ID", "a1",
                            "WEIR_KAFKA_BOOTSTRAP", "localhost:9092",
                            "WEIR_KEY_HASHING_SECRET", "s".repeat(32),
                            "WEIR_MASTER_KEYS",
                                    "k1:" + Base64.getEncoder().encodeToString(new byte[32])));

    private NodeSettings read() {
        return NodeSettings.from(Settings.read(environment, null, NodeSettings.ALL));
    }

    @Test
    void refusesALongestPauseBelowTheFirst() {
        environment.put("WEIR_POOL_BREAKER_FIRST_PAUSE", "2s");

        assertThatIllegalArgumentException()
                .isThrownBy(this::read)
                .withMessage(
                        "pool.breaker.longest-pause must not be below pool.breaker.first-pause");

        environment.put("WEIR_POOL_BREAKER_LONGEST_PAUSE", "2s");
        assertThat(read().pool().maxRetry()).hasSeconds(2);
    }

    @Test
    void leavesTimeToStopBehindTheNotice() {
        environment.put("WEIR_STOP_DEADLINE", "20s");
        environment.put("WEIR_STOP_NOTICE", "10s");
        assertThat(read().stopNotice()).hasSeconds(10);

        environment.put("WEIR_STOP_NOTICE", "11s");
        assertThatIllegalArgumentException()
                .isThrownBy(this::read)
                .withMessage("stop.notice must be at most half of stop.deadline");
    }

    @Test
    void givesBodiesAtLeastTheMemoryOfTwo() {
        environment.put("WEIR_HTTP_MAX_BODY", "16MiB");
        assertThat(read().listener().maxBufferedBytes()).isGreaterThanOrEqualTo(32 << 20);

        environment.put("WEIR_HTTP_MAX_BODIES", "32MiB");
        assertThat(read().listener().maxBufferedBytes()).isEqualTo(32 << 20);

        environment.put("WEIR_HTTP_MAX_BODIES", "31MiB");
        assertThatIllegalArgumentException()
                .isThrownBy(this::read)
                .withMessage("http.max-bodies must be at least twice http.max-body");
    }
}
