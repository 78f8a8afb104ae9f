package dev.weir.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class EnvironmentSettingsPropertyTest {
    @Provide
    Arbitrary<EnvironmentSettings> settings() {
        var durations = Arbitraries.longs().between(1, 5).map(Duration::ofMillis);
        return Combinators.combine(
                        durations,
                        durations,
                        durations,
                        durations,
                        Arbitraries.integers().between(1, 5),
                        Arbitraries.longs().between(1, 5))
                .as(EnvironmentSettings::new);
    }

    @Property
    void noValuePassesItsMaximumAndNoneThatDoesNotChanges(
            @ForAll("settings") EnvironmentSettings asked,
            @ForAll("settings") EnvironmentSettings maxima) {
        var bounded = asked.atMost(maxima);

        assertThat(bounded.aboveOf(maxima)).isEmpty();
        assertThat(bounded.aboveOf(asked)).isEmpty();
        assertThat(bounded.equals(asked)).isEqualTo(asked.aboveOf(maxima).isEmpty());
        assertThat(bounded.atMost(maxima)).isEqualTo(bounded);
    }

    @Test
    void namesTheValueAndItsMaximum() {
        var asked = EnvironmentSettings.MAXIMA;

        assertThat(asked.aboveOf(EnvironmentSettings.DEFAULTS))
                .contains("idleTimeout must be at most PT6M, the operator's limit");
    }
}
