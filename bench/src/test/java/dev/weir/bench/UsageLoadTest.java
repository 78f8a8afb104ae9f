package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bench.UsageLoad.Published;
import dev.weir.events.NodeId;
import dev.weir.events.UsageCheckpoint;
import dev.weir.events.UsageEvent;
import dev.weir.events.UsageKey;
import dev.weir.events.UsageRecorded;
import dev.weir.events.json.Decoded;
import dev.weir.events.json.FactCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import org.junit.jupiter.api.Test;

class UsageLoadTest {
    private static final String SECRET = "a secret that has 32 bytes or more";
    private static final int WINDOWS_OF_TWO_HOURS = 720;

    private final FactCodec codec = new FactCodec();

    @Test
    void isSignedByItsNodesAndNumberedWithoutAGap() {
        var load = new UsageLoad(SECRET);
        var sequences = new HashMap<String, Long>();

        for (int window = 0; window < 10; window++) {
            for (var record : load.next()) {
                var key =
                        UsageKey.of(
                                SECRET.getBytes(StandardCharsets.UTF_8),
                                UsageLoad.REGION,
                                new NodeId(record.key()));
                assertThat(key.verifies(record.value())).isTrue();
                assertThat(usage(record).sequence())
                        .isEqualTo(sequences.merge(record.key(), 1L, Long::sum));
            }
        }

        assertThat(sequences).hasSizeGreaterThan(1);
    }

    @Test
    void isOfSeveralHoursEachWithItsSeals() {
        var load = new UsageLoad(SECRET);
        var hours = new HashMap<Object, Integer>();
        var seals = new ArrayList<UsageCheckpoint.Boundary>();

        for (int window = 0; window < WINDOWS_OF_TWO_HOURS; window++) {
            for (var record : load.next()) {
                if (!record.key().equals("node-0")) continue;
                switch (usage(record)) {
                    case UsageRecorded recorded ->
                            hours.merge(
                                    recorded.windowStart().getEpochSecond() / 3_600,
                                    1,
                                    Integer::sum);
                    case UsageCheckpoint sealed -> seals.add(sealed.boundary());
                }
            }
        }

        assertThat(hours.values()).containsExactly(360 * 50, 360 * 50);
        assertThat(seals)
                .containsExactly(
                        UsageCheckpoint.Boundary.START,
                        UsageCheckpoint.Boundary.HOUR,
                        UsageCheckpoint.Boundary.HOUR);
    }

    private UsageEvent usage(Published record) {
        var decoded = (Decoded.Read) codec.decode(record.value());
        return (UsageEvent) decoded.event().fact();
    }
}
