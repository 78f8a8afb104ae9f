package dev.weir.data.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How evenly the routers of four nodes spread requests, in virtual time. The figures are in {@code
 * data-plane/target/even-load.md}.
 */
class EvenLoadTest {
    private static final int REQUESTS = 40_000;
    private static final Path REPORT = Path.of("target/even-load.md");

    @BeforeAll
    static void begin() throws IOException {
        Files.writeString(
                REPORT,
                "| nodes | seed | utilisation | p99, ms | ideal router's | first cluster |%n|---|---|---|---|---|---|%n"
                        .formatted());
    }

    @ParameterizedTest
    @CsvSource({"1, 0.3", "2, 0.5", "3, 0.6"})
    void slowNodeCostsLittleMoreThanWithAnIdealRouter(long seed, double utilisation)
            throws IOException {
        var ideal = RouterSim.run(seed, true, utilisation, REQUESTS, 10, 1, 1, 1);
        var real = RouterSim.run(seed, false, utilisation, REQUESTS, 10, 1, 1, 1);

        report(
                "| one of four ten times slower | %d | %.1f | %.2f | %.2f | |"
                        .formatted(seed, utilisation, real.p99Millis(), ideal.p99Millis()));
        assertThat(real.p99Millis())
                .as("seed %d at %.1f: ideal %s, real %s", seed, utilisation, ideal, real)
                .isLessThanOrEqualTo(1.5 * ideal.p99Millis());
    }

    @ParameterizedTest
    @CsvSource({"1, 0.3", "2, 0.6", "3, 0.9"})
    void bothClustersServeAboutHalfWhenAllAreWell(long seed, double utilisation)
            throws IOException {
        var result = RouterSim.run(seed, false, utilisation, REQUESTS, 1, 1, 1, 1);

        report(
                "| four alike | %d | %.1f | %.2f | | %.1f %% |"
                        .formatted(
                                seed,
                                utilisation,
                                result.p99Millis(),
                                100 * result.shareOfFirstCluster()));
        assertThat(result.shareOfFirstCluster())
                .as("seed %d at %.1f: %s", seed, utilisation, result)
                .isBetween(0.4, 0.6);
    }

    private static void report(String row) throws IOException {
        Files.writeString(REPORT, row + System.lineSeparator(), StandardOpenOption.APPEND);
    }
}
