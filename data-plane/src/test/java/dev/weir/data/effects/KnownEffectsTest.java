package dev.weir.data.effects;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KnownEffectsTest {
    private final KnownEffects known = new KnownEffects();

    @Test
    void saysTheSameEachTime() {
        for (int i = 0; i < 3; i++) {
            assertThat(known.none("select 1")).isTrue();
            assertThat(known.none("set x = 1")).isFalse();
        }
        assertThat(known.size()).isEqualTo(2);
    }

    @Test
    void keepsNoMoreThanItsBound() {
        for (int i = 0; i < 3 * KnownEffects.MOST; i++) known.none("select " + i);
        assertThat(known.size()).isLessThanOrEqualTo(KnownEffects.MOST);

        var longer = "select '" + "x".repeat(KnownEffects.MAX_LENGTH) + "'";
        int before = known.size();
        assertThat(known.none(longer)).isTrue();
        assertThat(known.size()).isEqualTo(before);
    }
}
