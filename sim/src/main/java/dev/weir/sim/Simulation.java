package dev.weir.sim;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Runs seeds and mutants, and makes a failure small. */
public final class Simulation {
    private static final int PROGRESS = 100;

    private Simulation() {}

    /**
     * A seed that failed.
     *
     * @param faults those that it takes, with their times
     */
    public record Failure(long seed, String what, List<String> faults) {}

    /** Runs one seed; what went wrong, if anything did. */
    public static Optional<Failure> run(long seed, Mutant mutant) {
        return run(seed, mutant, Set.of());
    }

    private static Optional<Failure> run(long seed, Mutant mutant, Set<Integer> skipped) {
        var world = new World(seed, mutant, skipped);
        try {
            world.run();
            return Optional.empty();
        } catch (RuntimeException | AssertionError e) {
            var what = e instanceof Violation ? e.getMessage() : e.toString();
            return Optional.of(
                    new Failure(seed, String.valueOf(what), List.copyOf(world.faults.struck())));
        }
    }

    /** The same failure with as few faults as leaving them out one by one leads to. */
    public static Failure shrink(Failure failure, Mutant mutant) {
        var smallest = failure;
        var skipped = new HashSet<Integer>();
        for (int number = failure.faults().size() - 1; number >= 0; number--) {
            skipped.add(number);
            var again = run(failure.seed(), mutant, skipped);
            if (again.isPresent()) smallest = again.get();
            else skipped.remove(number);
        }
        return smallest;
    }

    /**
     * Runs seeds one after the other and tells of it; the last line counts.
     *
     * @return how many failed
     */
    public static int runAll(long from, int seeds, PrintStream out) {
        int violations = 0;
        for (long seed = from; seed < from + seeds; seed++) {
            var failure = run(seed, Mutant.NONE);
            if (failure.isPresent()) {
                violations++;
                print(shrink(failure.get(), Mutant.NONE), out);
            }
            long done = seed - from + 1;
            if (done % PROGRESS == 0 && done < seeds) out.println(done + " of " + seeds + " seeds");
        }
        out.println(seeds + " seeds, " + violations + " violations");
        return violations;
    }

    private static void print(Failure failure, PrintStream out) {
        out.println("seed " + failure.seed() + ": " + failure.what());
        failure.faults().forEach(fault -> out.println("    " + fault));
        out.println("    again: ./weir sim --from " + failure.seed() + " --seeds 1");
    }

    /** A mutant and the seed that killed it, by an invariant that it is about; 0: none did. */
    public record Killed(Mutant mutant, int seeds, String how) {}

    /** Tries each mutant with as many seeds as it takes, and not more than {@code most}. */
    public static List<Killed> mutants(int most) {
        var table = new ArrayList<Killed>();
        for (var mutant : Mutant.values()) {
            if (mutant != Mutant.NONE) table.add(kill(mutant, most));
        }
        return table;
    }

    private static Killed kill(Mutant mutant, int most) {
        for (int seed = 1; seed <= most; seed++) {
            var failure = run(seed, mutant);
            if (failure.isPresent() && mutant.isFoundBy(failure.get().what())) {
                return new Killed(mutant, seed, failure.get().what());
            }
        }
        return new Killed(mutant, 0, "survived " + most + " seeds");
    }

    /** Prints the table of mutants. */
    public static void print(List<Killed> table, PrintStream out) {
        for (var row : table) {
            out.printf(
                    "%-32s %5s  %s%n",
                    row.mutant(), row.seeds() == 0 ? "-" : row.seeds(), row.how());
        }
    }
}
