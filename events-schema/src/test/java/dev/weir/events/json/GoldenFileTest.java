package dev.weir.events.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.events.NodeId;
import dev.weir.events.RegionId;
import dev.weir.events.UsageKey;
import dev.weir.events.UsageRecorded;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records written once, which every version to come must read to the same facts. */
class GoldenFileTest {
    private final FactCodec codec = new FactCodec();

    @ParameterizedTest
    @EnumSource
    void writesAndReadsItsGoldenFile(FactType type) throws IOException {
        String golden = file(type, "");
        var event = read(golden);

        assertThat(event.fact()).isInstanceOf(type.factClass());
        assertThat(FactType.of(event.fact())).isEqualTo(type);
        assertThat(new String(codec.encode(event), UTF_8)).isEqualTo(golden);
    }

    @ParameterizedTest
    @EnumSource
    void readsTheSameWithFieldsThatItDoesNotKnow(FactType type) throws IOException {
        assertThat(read(file(type, ".unknown-fields"))).isEqualTo(read(file(type, "")));
    }

    @Test
    void readsUsageOfNodesThatToldNoSums() throws IOException {
        var now = (UsageRecorded) read(file(FactType.USAGE_RECORDED, "")).fact();
        var before = (UsageRecorded) read(file(FactType.USAGE_RECORDED, ".before-sums")).fact();

        assertThat(before.sums()).isNull();
        assertThat(before.completeThrough()).isNull();
        assertThat(before.cumulativeCpuMillis()).isEqualTo(now.cumulativeCpuMillis());
    }

    @Test
    void aSignedRecordIsReadAsTheRecord() throws IOException {
        String golden = file(FactType.USAGE_SEALED, "");
        var key =
                UsageKey.of(
                        "0123456789abcdef0123456789abcdef".getBytes(UTF_8),
                        new RegionId("eu1"),
                        new NodeId("a1"));

        var signed = key.sign(golden.getBytes(UTF_8));

        assertThat(read(new String(signed, UTF_8))).isEqualTo(read(golden));
        assertThat(new String(signed, UTF_8))
                .as("what nodes of earlier versions have signed must stay valid")
                .endsWith(",\"mac\":\"SMIRN3xzrFMuDKUDgfIlldXqGpUXtXJyfvfycPGMhiI\"}");
    }

    private Event read(String json) {
        var decoded = codec.decode(json.getBytes(UTF_8));
        assertThat(decoded).isInstanceOf(Decoded.Read.class);
        return ((Decoded.Read) decoded).event();
    }

    private String file(FactType type, String variant) throws IOException {
        String name = type.text().substring("dev.weir.".length()) + variant + ".json";
        try (var in = getClass().getResourceAsStream("/golden/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8).strip();
        }
    }
}
