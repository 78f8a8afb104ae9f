package dev.weir.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class UsageKeyTest {
    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
    private static final byte[] EVENT = "{\"data\":{\"cpuMillis\":7}}".getBytes(UTF_8);

    private final UsageKey key = key("eu1", "a1");

    @Test
    void knowsWhatItSigned() {
        assertThat(key.verifies(key.sign(EVENT))).isTrue();
        assertThat(UsageKey.parse(key.text()).verifies(key.sign(EVENT))).isTrue();
    }

    @Test
    void noByteOfItCanBeAnother() {
        var signed = key.sign(EVENT);
        for (int i = 0; i < signed.length; i++) {
            var changed = signed.clone();
            changed[i] ^= 1;
            assertThat(key.verifies(changed)).as("byte %d", i).isFalse();
        }
    }

    @Test
    void aNodeCannotSpeakForAnother() {
        assertThat(key("eu1", "a2").verifies(key.sign(EVENT))).isFalse();
        assertThat(key("eu2", "a1").verifies(key.sign(EVENT))).isFalse();
    }

    @Test
    void whatIsNotSignedIsNotVerified() {
        assertThat(key.verifies(EVENT)).isFalse();
        assertThat(key.verifies(new byte[0])).isFalse();
    }

    @Test
    void refusesAShortSecretAndATextThatIsNoKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UsageKey.of(new byte[31], new RegionId("eu1"), new NodeId("a1")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UsageKey.parse("not a key"))
                .withMessageNotContaining("not a key");
    }

    @Test
    void doesNotShowItself() {
        assertThat(key.toString()).doesNotContain(key.text());
    }

    private static UsageKey key(String region, String node) {
        return UsageKey.of(SECRET, new RegionId(region), new NodeId(node));
    }
}
