package dev.weir.standalone;

import dev.weir.sim.Simulation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./weir sim}. */
@Command(
        name = "sim",
        description = "Runs the real controller and nodes in a simulated world full of faults.",
        mixinStandardHelpOptions = true)
final class SimCommand implements Callable<Integer> {
    private static final int MOST_FOR_A_MUTANT = 200;

    @Option(names = "--seeds", description = "How many worlds (default: ${DEFAULT-VALUE}).")
    private int seeds = 200;

    @Option(names = "--from", description = "The first seed (default: ${DEFAULT-VALUE}).")
    private long from = 1;

    @Option(
            names = "--mutants",
            description = "Makes deliberate mistakes instead, and shows which seed finds each.")
    private boolean mutants;

    @Override
    public Integer call() {
        // Broken assertions of the production code are violations too.
        ClassLoader.getSystemClassLoader().setDefaultAssertionStatus(true);
        if (!mutants) return Simulation.runAll(from, seeds, System.out) == 0 ? 0 : 1;
        var table = Simulation.mutants(MOST_FOR_A_MUTANT);
        Simulation.print(table, System.out);
        return table.stream().allMatch(row -> row.seeds() > 0) ? 0 : 1;
    }
}
