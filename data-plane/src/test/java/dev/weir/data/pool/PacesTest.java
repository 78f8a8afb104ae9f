package dev.weir.data.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PacesTest {
    private static final long LONG = Paces.SHORT_NANOS + 1;

    private static final long SHORT = 1_000;

    private final Paces paces = new Paces();
    private long now;

    @Test
    void knowsNothingOfAStatementBeforeItRan() {
        assertThat(paces.isShort("a")).isFalse();

        ran("a", SHORT);

        assertThat(paces.isShort("a")).isTrue();
        assertThat(paces.isShort("b")).isFalse();
    }

    @Test
    void doesNotShareWhatWasLongForManyRuns() {
        ran("a", LONG);
        assertThat(shortRunsUntilTrusted()).isBetween(1_000, Paces.RARE);

        ran("a", LONG);
        assertThat(shortRunsUntilTrusted()).isGreaterThan(100);
    }

    @Test
    void doesNotTrustAgainWhatIsLongOneTimeInAHundred() {
        int held = 0;
        for (int i = 1; i <= 100_000; i++) {
            if (i % 100 != 0) {
                ran("a", SHORT);
            } else {
                if (paces.isShort("a")) held++;
                ran("a", LONG);
            }
        }
        assertThat(held).isEqualTo(1);
    }

    @Test
    void forgivesInTheEndHoweverMuchWasLong() {
        for (int i = 0; i < 10_000; i++) ran("a", LONG);

        assertThat(shortRunsUntilTrusted()).isLessThan(50_000);
    }

    @Test
    void countsOneRunOfThoseThatStoodStillTogether() {
        for (int i = 0; i < 5_000; i++) ran("a", SHORT);
        now += LONG;
        for (int i = 0; i < 64; i++) paces.ran(now, "a", LONG);

        assertThat(paces.isShort("a")).isTrue();
    }

    @Test
    void countsEachRunThatIsLongWhileOthersAreNot() {
        for (int i = 0; i < 5_000; i++) ran("a", SHORT);
        for (int i = 0; i < 64; i++) {
            paces.ran(now, "a", LONG);
            for (int j = 0; j < 30; j++) ran("b", SHORT);
        }

        assertThat(paces.isShort("a")).isFalse();
        assertThat(paces.isShort("b")).isTrue();
    }

    @Test
    void countsWhatGoesOnLongAfterTheStandstill() {
        for (int i = 0; i < 5_000; i++) ran("a", SHORT);
        now += LONG;
        paces.ran(now, "a", LONG);
        for (int i = 0; i < 10; i++) {
            ran("b", 3_000_000);
            paces.ran(now, "a", LONG + now);
        }

        assertThat(paces.isShort("a")).isFalse();
    }

    @Test
    void takesWhatIsSlowWhereEverythingIsForShort() {
        for (int i = 0; i < 5_000; i++) ran("a", Paces.SHORT_NANOS / 4);
        for (int i = 0; i < 5_000; i++) {
            ran("a", i % 100 == 0 ? 2 * Paces.SHORT_NANOS : Paces.SHORT_NANOS / 4);
        }
        assertThat(paces.isShort("a")).isTrue();

        for (int i = 0; i < 5_000; i++) {
            ran("a", i % 100 == 0 ? Paces.LONG_NANOS + 1 : Paces.SHORT_NANOS / 4);
        }
        assertThat(paces.isShort("a")).isFalse();
    }

    @Test
    void keepsABoundedNumberOfTexts() {
        for (int i = 0; i < 2 * Paces.MOST; i++) ran("select " + i, SHORT);
        ran("x".repeat(Paces.MAX_LENGTH + 1), SHORT);

        assertThat(paces.size()).isEqualTo(Paces.MOST);
        assertThat(paces.isShort("x".repeat(Paces.MAX_LENGTH + 1))).isFalse();
    }

    @Test
    void keepsABoundedNumberOfCharacters() {
        int most = Paces.MOST_CHARACTERS / Paces.MAX_LENGTH;
        for (int i = 0; i < 2 * most; i++) {
            var number = Integer.toString(i);
            ran(number + "x".repeat(Paces.MAX_LENGTH - number.length()), SHORT);
        }

        assertThat(paces.size()).isEqualTo(most);
    }

    private int shortRunsUntilTrusted() {
        int runs = 0;
        while (!paces.isShort("a")) {
            ran("a", SHORT);
            runs++;
        }
        return runs;
    }

    /** Ends a while after the run before, as on a connection of its own. */
    private void ran(String statement, long nanos) {
        now += Math.min(nanos, Paces.STANDSTILL_NANOS / 2);
        paces.ran(now, statement, nanos);
    }
}
