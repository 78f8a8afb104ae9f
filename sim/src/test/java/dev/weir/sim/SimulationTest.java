package dev.weir.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final int SEEDS = 200;
    private static final int MOST_FOR_A_MUTANT = 400;

    @Test
    void nothingThatMustHoldIsEverBroken() {
        var printed = new ByteArrayOutputStream();

        int violations = Simulation.runAll(1, SEEDS, new PrintStream(printed, true));

        assertThat(violations).as(printed::toString).isZero();
    }

    @Test
    void everyMutantIsKilled() {
        var table = Simulation.mutants(MOST_FOR_A_MUTANT);

        Simulation.print(table, System.out);
        assertThat(table).hasSizeGreaterThanOrEqualTo(12).allMatch(row -> row.seeds() > 0);
    }

    @Test
    void theSameSeedIsTheSameRun() {
        for (int seed = 1; seed < 5; seed++) {
            assertThat(Simulation.run(seed, Mutant.OPEN_AFTER_EXPIRY))
                    .isEqualTo(Simulation.run(seed, Mutant.OPEN_AFTER_EXPIRY));
        }
    }
}
