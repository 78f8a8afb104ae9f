package dev.weir.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EnvelopeCipherTest {
    private static final byte[] OLD = key(1);
    private static final byte[] NEW = key(2);
    private final EnvelopeCipher sealer =
            new EnvelopeCipher(Map.of("k1", OLD), "k1", new Random(7));

    private static byte[] key(int fill) {
        var key = new byte[EnvelopeCipher.KEY_BYTES];
        Arrays.fill(key, (byte) fill);
        return key;
    }

    @Test
    void opensWhatItSealedAndNeverTheSameTwice() {
        String one = sealer.seal("postgresql://u:p@h/db", "environment/shop/1");
        String other = sealer.seal("postgresql://u:p@h/db", "environment/shop/1");

        assertThat(one).startsWith("v1.k1.").doesNotContain("postgresql").isNotEqualTo(other);
        assertThat(sealer.open(one, "environment/shop/1"))
                .isEqualTo(new Secret("postgresql://u:p@h/db"));
    }

    @Test
    void opensUnderItsContextOnly() {
        String sealed = sealer.seal("text", "environment/shop/1");

        assertRefused(sealer, sealed, "environment/shop/2", "changed since it was sealed");
    }

    @Test
    void noticesAChangeOfAnyCharacter() {
        String sealed = sealer.seal("text", "c");

        for (int i = 0; i < sealed.length(); i++) {
            for (char with : new char[] {'A', 'b', '.', '!'}) {
                if (sealed.charAt(i) == with) continue;
                var changed = new StringBuilder(sealed);
                changed.setCharAt(i, with);
                assertRefused(sealer, changed.toString(), "c", "");
            }
        }
    }

    @Test
    void noticesAChangeOfAnyBit() {
        String sealed = sealer.seal("text", "c");
        String head = sealed.substring(0, sealed.lastIndexOf('.') + 1);
        byte[] bytes = Base64.getUrlDecoder().decode(sealed.substring(head.length()));

        for (int bit = 0; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            String changed = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            assertRefused(sealer, head + changed, "c", "changed since it was sealed");
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    @Test
    void noticesACutAnywhere() {
        String sealed = sealer.seal("text", "c");

        for (int i = 0; i < sealed.length(); i++) {
            assertRefused(sealer, sealed.substring(0, i), "c", "");
        }
    }

    @Test
    void opensWithAnOldKeyAndSealsWithTheNewOne() {
        String old = sealer.seal("text", "c");
        var rotated = new EnvelopeCipher(Map.of("k1", OLD, "k2", NEW), "k2", new Random(7));
        var done = new EnvelopeCipher(Map.of("k2", NEW), "k2", new Random(7));

        assertThat(rotated.open(old, "c").value()).isEqualTo("text");
        assertThat(done.open(rotated.seal("text", "c"), "c").value()).isEqualTo("text");
        assertRefused(done, old, "c", "unknown master key");
    }

    @Test
    void readsItsKeysFromASetting() {
        var base64 = Base64.getEncoder();
        String setting = "k2:" + base64.encodeToString(NEW) + ", k1:" + base64.encodeToString(OLD);

        var made = EnvelopeCipher.of(new Secret(setting), new Random(7));

        assertThat(made.seal("text", "c")).startsWith("v1.k2.");
        assertThat(made.open(sealer.seal("text", "c"), "c").value()).isEqualTo("text");
    }

    @Test
    void refusesUnusableKeys() {
        for (String setting : new String[] {"", "k1", "k1:%%%", "k1:AAAA"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> EnvelopeCipher.of(new Secret(setting), new Random(7)))
                    .withMessageNotContaining("%%%");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EnvelopeCipher(Map.of("k1", OLD), "k2", new Random(7)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EnvelopeCipher(Map.of("K.1", OLD), "K.1", new Random(7)));
    }

    private static void assertRefused(
            EnvelopeCipher sealer, String text, String context, String why) {
        assertThatExceptionOfType(SealBrokenException.class)
                .isThrownBy(() -> sealer.open(text, context))
                .withMessageContaining(why);
    }
}
