package dev.weir.data.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PeerHealthTest {
    private static final long MILLI = 1_000_000;

    private final PeerHealth health = new PeerHealth();

    @Test
    void givesNothingNewToWhoIsSilentAndGivesItUpLater() {
        health.asked(0);

        assertThat(health.isReachable(499 * MILLI)).isTrue();
        assertThat(health.isReachable(500 * MILLI)).isFalse();
        assertThat(health.isGone(2_999 * MILLI)).isFalse();
        assertThat(health.isGone(3_000 * MILLI)).isTrue();
    }

    @Test
    void takesItBackAtItsFirstSignOfLife() {
        health.asked(0);
        assertThat(health.isReachable(700 * MILLI)).isFalse();
        health.answered();

        assertThat(health.isReachable(700 * MILLI)).isTrue();
    }

    @Test
    void waitsLongerAfterEachFailureButNeverForEver() {
        long before = 0;
        for (int i = 0; i < 30; i++) {
            health.failed(0, 0);
            long pause = pause();
            assertThat(pause).isGreaterThanOrEqualTo(before).isLessThanOrEqualTo(2_000);
            before = pause;
        }
        assertThat(before).isEqualTo(2_000);
    }

    @Test
    void opensAheadMoreRarelyTheOftenerItFails() {
        assertThat(health.mayOpenAhead(0)).isTrue();
        assertThat(pauseAhead()).as("also when it was closed at once").isEqualTo(5_000);
        for (int i = 0; i < 30; i++) health.failed(0, 0);
        assertThat(pauseAhead()).isEqualTo(60_000);
        health.answered();
        assertThat(pauseAhead()).isEqualTo(5_000);
    }

    @Test
    void usesAnIdleConnectionNowAndThen() {
        health.asked(0);
        assertThat(health.isQuiet(60_000 * MILLI)).as("it is asked already").isFalse();
        health.answered();

        assertThat(health.isQuiet(19_999 * MILLI)).isFalse();
        assertThat(health.isQuiet(20_000 * MILLI)).isTrue();
    }

    private long pauseAhead() {
        health.opensAhead(0, 0);
        long millis = 0;
        while (!health.mayOpenAhead(millis * MILLI)) millis++;
        return millis;
    }

    private long pause() {
        long millis = 0;
        while (!health.isReachable(millis * MILLI)) millis++;
        return millis;
    }
}
