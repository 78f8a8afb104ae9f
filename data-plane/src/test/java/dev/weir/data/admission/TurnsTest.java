package dev.weir.data.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TurnsTest {
    private static final int MANY = 100;
    private final Turns<String, String> turns = new Turns<>(1_000);

    @Test
    void beginsEverythingAtOnceWhileNobodyWaits() {
        for (int i = 0; i < 10; i++) {
            assertThat(turns.begins("a")).isTrue();
            turns.charged("a", 90);
        }

        assertThat(turns.waiting()).isZero();
    }

    @Test
    void hasWorkWaitOnceTheRoundsTimeIsUsed() {
        began("noisy", 5_000);

        assertThat(turns.begins("noisy")).isFalse();
        assertThat(turns.begins("quiet")).isFalse();
    }

    @Test
    void takesWhoGotLittleBeforeWhoCameEarlier() {
        began("noisy", 5_000);
        for (int i = 0; i < 3; i++) turns.waits("noisy", "noisy " + i, false, MANY);
        turns.waits("quiet", "quiet", false, MANY);

        assertThat(turns.nextRound()).isTrue();
        assertThat(turns.next()).isEqualTo("quiet");
    }

    @Test
    void givesNoCreditForAPause() {
        began("a", 10);
        began("b", 100_000);
        turns.nextRound();
        began("b", 100_000);
        for (int i = 0; i < 40; i++) {
            turns.waits("a", "a", false, MANY);
            turns.waits("b", "b", false, MANY);
        }

        int ofB = 0;
        for (int i = 0; i < 40; i++) {
            turns.nextRound();
            var one = String.valueOf(turns.next());
            turns.charged(one, 10_000);
            if (one.equals("b")) ofB++;
        }

        assertThat(ofB).isBetween(14, 21); // a pause of 200,000 would have been 20 for nothing
    }

    @Test
    void endsTheRoundWithWorkWhoseCostComesLater() {
        turns.waits("a", "read 1", true, MANY);
        turns.waits("a", "read 2", true, MANY);

        assertThat(turns.next()).isEqualTo("read 1");
        assertThat(turns.next()).isNull();
        turns.nextRound();
        assertThat(turns.next()).isEqualTo("read 2");
    }

    @Test
    void isAheadOnlyOfSomebodyWhoIsThere() {
        turns.charged("noisy", 50_000);
        assertThat(turns.isAhead("noisy")).isFalse();

        turns.nextRound();
        began("quiet", 10);
        turns.charged("noisy", 50_000);
        assertThat(turns.isAhead("noisy")).isTrue();
        assertThat(turns.isAhead("quiet")).isFalse();

        for (int i = 0; i < 20; i++) turns.charged("noisy", 10_000_000);
        assertThat(turns.isAhead("noisy")).as("nobody else came for long").isFalse();
    }

    @Test
    void takesNoMoreOfOneThanMayWait() {
        assertThat(turns.waits("a", "1", false, 1)).isTrue();
        assertThat(turns.waits("a", "2", false, 1)).isFalse();
        assertThat(turns.waits("b", "1", false, 1)).isTrue();
        assertThat(turns.waiting()).isEqualTo(2);
    }

    @Test
    void forgetsWhoIsGone() {
        for (int i = 0; i < 10_000; i++) {
            turns.nextRound();
            began("environment " + i, 100_000);
        }

        assertThat(turns.known()).isLessThan(2_000);
    }

    private void began(String key, long nanos) {
        assertThat(turns.begins(key)).isTrue();
        turns.charged(key, nanos);
    }
}
