package dev.weir.data.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SurplusTimeTest {
    private static final long START = -5;

    private final SurplusTime time = new SurplusTime();

    @Test
    void runsFromTheFirstTimeThatThereIsASurplus() {
        assertThat(time.isUp(START)).isFalse();
        assertThat(time.left(START)).isEqualTo(Long.MAX_VALUE);

        time.begin(START, Duration.ofNanos(10));
        time.begin(START + 9, Duration.ofNanos(10)); // still

        assertThat(time.left(START + 9)).isEqualTo(1);
        assertThat(time.isUp(START + 9)).isFalse();
        assertThat(time.isUp(START + 10)).isTrue();
        assertThat(time.left(START + 12)).isEqualTo(-2);
    }

    @Test
    void beginsAnewAfterItsEnd() {
        time.begin(START, Duration.ofNanos(10));
        time.end();
        assertThat(time.isUp(START + 10)).isFalse();

        time.begin(START + 20, Duration.ofNanos(10));

        assertThat(time.left(START + 20)).isEqualTo(10);
    }
}
