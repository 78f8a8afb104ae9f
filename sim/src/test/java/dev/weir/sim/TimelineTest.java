package dev.weir.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private final Timeline time = new Timeline(() -> {});

    @Test
    void runsEventsInTheOrderOfTheirMomentsAndThoseOfOneAsTheyCame() {
        var ran = new ArrayList<String>();
        time.after(2, () -> ran.add("third"));
        time.after(1, () -> ran.add("first"));
        time.after(1, () -> ran.add("second"));

        time.runUntil(5);

        assertThat(ran).isEqualTo(List.of("first", "second", "third"));
        assertThat(time.now()).isEqualTo(5);
    }

    @Test
    void tellsWhoIsDueAgainAtOnceForEver() {
        time.after(Duration.ofSeconds(3), this::again);

        assertThatThrownBy(() -> time.runUntil(Duration.ofSeconds(9).toNanos()))
                .isInstanceOf(Violation.class)
                .hasMessageStartingWith("time stands still at 3.000 s");
    }

    private void again() {
        time.after(0, this::again);
    }
}
