package dev.weir.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class SealerPropertyTest {
    private static final Map<String, byte[]> KEYS =
            Map.of("k1", new byte[EnvelopeCipher.KEY_BYTES]);

    @Property
    void opensWhatItSealed(@ForAll int[] codes, @ForAll String context, @ForAll long seed) {
        var sealer = new EnvelopeCipher(KEYS, "k1", new Random(seed));
        String text = textOf(codes);

        assertThat(sealer.open(sealer.seal(text, context), context).value()).isEqualTo(text);
    }

    @Property
    void opensNothingElse(@ForAll String text) {
        var sealer = new EnvelopeCipher(KEYS, "k1", new Random(1));

        assertThatExceptionOfType(SealBrokenException.class)
                .isThrownBy(() -> sealer.open(text, "c"));
    }

    /** Whole characters only: halves of surrogate pairs are not text and have no UTF-8. */
    private static String textOf(int[] codes) {
        var text = new StringBuilder();
        for (int code : codes) {
            int point = Math.floorMod(code, Character.MAX_CODE_POINT + 1);
            if (point < 0xd800 || point > 0xdfff) text.appendCodePoint(point);
        }
        return text.toString();
    }
}
