package dev.weir.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PackageCyclesTest {
    @Test
    void findsACircle() {
        assertThat(
                        PackageCycles.in(
                                Map.of(
                                        "a", Set.of("b"),
                                        "b", Set.of("c"),
                                        "c", Set.of("d", "b"),
                                        "d", Set.of())))
                .containsOnly("b", "c")
                .hasSize(3);
    }

    @Test
    void letsPackagesMeetAgainAndUseThemselves() {
        assertThat(
                        PackageCycles.in(
                                Map.of(
                                        "a", Set.of("a", "b", "c"),
                                        "b", Set.of("d"),
                                        "c", Set.of("d"),
                                        "d", Set.of("d"))))
                .isEmpty();
    }
}
