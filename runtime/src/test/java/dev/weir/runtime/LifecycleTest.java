package dev.weir.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifecycleTest {
    private final List<String> happened = new ArrayList<>();
    private final Lifecycle lifecycle = new Lifecycle(Duration.ofSeconds(10));

    private final class Told implements Part {
        private final String name;
        private final boolean failsToStart;
        private final boolean failsToStop;

        Told(String name, boolean failsToStart, boolean failsToStop) {
            this.name = name;
            this.failsToStart = failsToStart;
            this.failsToStop = failsToStop;
        }

        @Override
        public void start() throws IOException {
            happened.add("start " + name);
            if (failsToStart) throw new IOException("port taken");
        }

        @Override
        public void stop(Duration deadline) throws IOException {
            assertThat(deadline).isBetween(Duration.ZERO, Duration.ofSeconds(10));
            happened.add("stop " + name);
            if (failsToStop) throw new IOException("stuck");
        }
    }

    @Test
    void startsInOrderAndStopsInReverse() {
        lifecycle.with("a", new Told("a", false, false)).with("b", new Told("b", false, false));

        lifecycle.start();
        boolean clean = lifecycle.stop();

        assertThat(clean).isTrue();
        assertThat(happened).containsExactly("start a", "start b", "stop b", "stop a");
    }

    @Test
    void stopsWhatWasStartedWhenAPartFails() {
        lifecycle
                .with("a", new Told("a", false, false))
                .with("b", new Told("b", true, false))
                .with("c", new Told("c", false, false));

        assertThatIllegalStateException()
                .isThrownBy(lifecycle::start)
                .withMessage("b did not start: port taken");
        assertThat(happened).containsExactly("start a", "start b", "stop b", "stop a");
        assertThat(lifecycle.awaitStopped()).isTrue();
    }

    @Test
    void stopsTheOthersWhenOneDoesNotStop() {
        lifecycle.with("a", new Told("a", false, false)).with("b", new Told("b", false, true));
        lifecycle.start();

        assertThat(lifecycle.stop()).isFalse();
        assertThat(happened).endsWith("stop b", "stop a");
    }

    @Test
    void stopsOnce() {
        lifecycle.with("a", new Told("a", false, false));
        lifecycle.start();

        assertThat(lifecycle.stop()).isTrue();
        assertThat(lifecycle.stop()).isTrue();
        assertThat(happened).containsExactly("start a", "stop a");
    }
}
