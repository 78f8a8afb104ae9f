package dev.weir.billing.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.billing.ledger.Entry.SourceSealed;
import dev.weir.events.ClusterId;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.RegionId;
import dev.weir.events.UsageCheckpoint;
import dev.weir.events.UsageCheckpoint.Boundary;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BodiesTest {
    /** As ledgers have had it since their first version: hashes are over this text. */
    private static final String SEAL =
            "{\"seal\":{\"node\":\"a1\",\"incarnation\":\"k3v9\",\"sequence\":9,\"region\":\"eu1\","
                    + "\"cluster\":\"a\",\"boundary\":\"HOUR\",\"from\":\"2026-10-05T10:00:00Z\","
                    + "\"until\":\"2026-10-05T11:00:00Z\",\"threadsCpuMillis\":4,"
                    + "\"attributedCpuMillis\":3,\"environmentsCpuMillis\":2,\"processCpuMillis\":5}}";

    @Test
    void theTextOfASealIsForEver() {
        var entry =
                new SourceSealed(
                        new UsageCheckpoint(
                                new NodeLife(new NodeId("a1"), new IncarnationId("k3v9")),
                                9,
                                new RegionId("eu1"),
                                new ClusterId("a"),
                                Boundary.HOUR,
                                Instant.parse("2026-10-05T10:00:00Z"),
                                Instant.parse("2026-10-05T11:00:00Z"),
                                4,
                                3,
                                2,
                                5));

        assertThat(Bodies.write(entry)).isEqualTo(SEAL);
        assertThat(Bodies.read("seal", SEAL)).isEqualTo(entry);
    }
}
