package dev.weir.data.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How evenly the routers of four nodes spread requests, in virtual time. */
class EvenLoadTest {
    private static final int REQUESTS = 40_000;

    @ParameterizedTest
    @CsvSource({"1, 0.3", "2, 0.5", "3, 0.6"})
    void slowNodeCostsLittleMoreThanWithAnIdealRouter(long seed, double utilisation) {
        var ideal = RouterSim.run(seed, true, utilisation, REQUESTS, 10, 1, 1, 1);
        var real = RouterSim.run(seed, false, utilisation, REQUESTS, 10, 1, 1, 1);

        assertThat(real.p99Millis())
                .as("seed %d at %.1f: ideal %s, real %s", seed, utilisation, ideal, real)
                .isLessThanOrEqualTo(1.5 * ideal.p99Millis());
    }

    @ParameterizedTest
    @CsvSource({"1, 0.3", "2, 0.6", "3, 0.9"})
    void bothClustersServeAboutHalfWhenAllAreWell(long seed, double utilisation) {
        var result = RouterSim.run(seed, false, utilisation, REQUESTS, 1, 1, 1, 1);

        assertThat(result.shareOfFirstCluster())
                .as("seed %d at %.1f: %s", seed, utilisation, result)
                .isBetween(0.4, 0.6);
    }
}
