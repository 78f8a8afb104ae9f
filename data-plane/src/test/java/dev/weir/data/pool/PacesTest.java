package dev.weir.data.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PacesTest {
    private static final long LONG = Paces.SHORT_NANOS + 1;

    private final Paces paces = new Paces();

    @Test
    void knowsNothingOfAStatementBeforeItRan() {
        assertThat(paces.isShort("a")).isFalse();

        paces.ran("a", 1_000);

        assertThat(paces.isShort("a")).isTrue();
        assertThat(paces.isShort("b")).isFalse();
    }

    @Test
    void asksMoreOfAStatementEachTimeThatItIsLong() {
        paces.ran("a", LONG);
        assertThat(shortRunsUntilTrusted()).isEqualTo(4);

        paces.ran("a", LONG);
        assertThat(shortRunsUntilTrusted()).isEqualTo(16);
    }

    @Test
    void doesNotTrustAgainWhatIsLongOneTimeInAHundred() {
        int held = 0;
        for (int i = 1; i <= 10_000; i++) {
            if (i % 100 != 0) {
                paces.ran("a", 1_000);
            } else {
                if (paces.isShort("a")) held++;
                paces.ran("a", LONG);
            }
        }
        assertThat(held).isLessThanOrEqualTo(4);
    }

    @Test
    void forgivesInTheEnd() {
        for (int i = 0; i < 3; i++) paces.ran("a", LONG);
        for (int i = 0; i < 20_000; i++) paces.ran("a", 1_000);
        paces.ran("a", LONG);

        assertThat(shortRunsUntilTrusted()).isEqualTo(4);
    }

    @Test
    void keepsABoundedNumberOfTexts() {
        for (int i = 0; i < 2 * Paces.MOST; i++) paces.ran("select " + i, 1_000);
        paces.ran("x".repeat(Paces.MAX_LENGTH + 1), 1_000);

        assertThat(paces.size()).isEqualTo(Paces.MOST);
        assertThat(paces.isShort("x".repeat(Paces.MAX_LENGTH + 1))).isFalse();
    }

    @Test
    void keepsABoundedNumberOfCharacters() {
        int most = Paces.MOST_CHARACTERS / Paces.MAX_LENGTH;
        for (int i = 0; i < 2 * most; i++) {
            var number = Integer.toString(i);
            paces.ran(number + "x".repeat(Paces.MAX_LENGTH - number.length()), 1_000);
        }

        assertThat(paces.size()).isEqualTo(most);
    }

    private int shortRunsUntilTrusted() {
        int runs = 0;
        while (!paces.isShort("a")) {
            paces.ran("a", 1_000);
            runs++;
        }
        return runs;
    }
}
