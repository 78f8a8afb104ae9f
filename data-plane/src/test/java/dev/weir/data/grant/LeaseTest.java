package dev.weir.data.grant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LeaseTest {
    private static final Duration SIX = Duration.ofSeconds(6);

    private final Lease lease = new Lease();

    private static long at(double seconds) {
        return (long) (seconds * 1e9) - 3_000_000_000L; // also across zero
    }

    @Test
    void givesNoRightBeforeAnAnswer() {
        lease.sent(1, at(0));

        assertThat(lease.mayOpen(at(0.1))).isFalse();
    }

    @Test
    void countsFromWhenTheHeartbeatWasSent() {
        lease.sent(1, at(0));
        lease.answered(1, SIX); // however late that came

        assertThat(lease.mayOpen(at(5.9))).isTrue();
        assertThat(lease.mayOpen(at(6))).isFalse();
    }

    @Test
    void anOlderAnswerTakesNothingAway() {
        lease.sent(1, at(0));
        lease.sent(2, at(1));
        lease.answered(2, SIX);

        assertThat(lease.answered(1, SIX)).isFalse();
        assertThat(lease.mayOpen(at(6.5))).isTrue();
    }

    @Test
    void ignoresAnswersToWhatItDidNotSend() {
        lease.sent(1, at(0));

        assertThat(lease.answered(2, SIX)).isFalse();
        assertThat(lease.answered(-70, SIX)).isFalse();
        assertThat(lease.mayOpen(at(1))).isFalse();
    }

    @Test
    void afterAStallOnlyALaterHeartbeatsAnswerCounts() {
        lease.sent(1, at(0));
        lease.sent(2, at(1));
        lease.answered(1, SIX);
        lease.stalled();

        assertThat(lease.mayOpen(at(1.1))).isFalse();
        assertThat(lease.answered(2, SIX)).isFalse();
        lease.sent(3, at(2));
        assertThat(lease.answered(3, SIX)).isTrue();
        assertThat(lease.mayOpen(at(7.9))).isTrue();
    }
}
