package dev.weir.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Two sides and the goals of the one against the other. */
record Comparison(String name, Side subject, Side peer, List<Goal> goals) {
    private static final int LEAST_STEPS = 2;
    private static final int MOST_STEPS = 18;
    private static final double FASTER = 1.05;

    /** Of one processor's time. */
    private static final double COMPILED = 0.03;

    /**
     * A goal's outcome: the median of the ratios of each round; 0 and not met if any answer of
     * either side was not right.
     *
     * @param lowest the lowest of them
     * @param highest the highest of them
     */
    record Result(
            String measure,
            String subject,
            String peer,
            double ratio,
            double lowest,
            double highest,
            double goal,
            boolean met) {}

    /** Runs both in turn, so that what disturbs the machine disturbs both. */
    List<Result> run(int rounds, Duration warmUp, Duration length, PrintStream out)
            throws IOException {
        warmUp(subject, warmUp);
        warmUp(peer, warmUp);
        var subjects = new ArrayList<Sample>();
        var peers = new ArrayList<Sample>();
        for (int i = 0; i < rounds; i++) {
            subjects.add(subject.run(length));
            peers.add(peer.run(length));
        }
        out.printf(Locale.ROOT, "%n%s, medians of %d runs each%n", name, rounds);
        out.printf(
                "  %-52s %10s %9s %9s %9s %8s%n",
                "", "req/s", "CPU us", "p50 us", "p99 us", "failed");
        print(subject.name(), subjects, out);
        print(peer.name(), peers, out);
        var results = new ArrayList<Result>();
        for (var goal : goals) {
            var ratios = ratios(goal, subjects, peers);
            var result = result(goal, ratios);
            print(result, MedianRange.of(ratios), out);
            results.add(result);
        }
        return results;
    }

    /**
     * Until it gets no faster and its compilers rest: on a small machine a JVM's compilers work for
     * minutes beside a load, and take that time from all that is measured.
     */
    private static void warmUp(Side side, Duration step) throws IOException {
        double before = 0;
        for (int i = 0; i < MOST_STEPS; i++) {
            long start = System.nanoTime();
            long compiling = side.compilerMicros();
            double now = side.run(step).perSecond();
            double used = (side.compilerMicros() - compiling) * 1e3;
            boolean compiled = used < COMPILED * (System.nanoTime() - start);
            if (i >= LEAST_STEPS && now < before * FASTER && compiled) return;
            before = Math.max(before, now);
        }
    }

    /** Of each round; only a 0 if any answer was not right. */
    private static double[] ratios(Goal goal, List<Sample> subjects, List<Sample> peers) {
        // A side that refuses everything is fast, and proves nothing.
        boolean right = failures(subjects) == 0 && failures(peers) == 0;
        var ratios = new double[right ? subjects.size() : 1];
        for (int i = 0; right && i < ratios.length; i++) {
            ratios[i] = goal.of(subjects.get(i)) / goal.of(peers.get(i));
        }
        return ratios;
    }

    private Result result(Goal goal, double[] ratios) {
        double median = median(ratios);
        return new Result(
                name + ": " + goal.quantity().name().toLowerCase(Locale.ROOT),
                subject.name(),
                peer.name(),
                median,
                java.util.Arrays.stream(ratios).min().orElse(0),
                java.util.Arrays.stream(ratios).max().orElse(0),
                goal.bound(),
                median > 0 && goal.isMet(median));
    }

    private static long failures(List<Sample> samples) {
        return samples.stream().mapToLong(Sample::failures).sum();
    }

    private static void print(Result result, MedianRange range, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "  %-52s %10.3f (%.3f to %.3f%s), goal %.3f: %s%n",
                result.measure(),
                result.ratio(),
                result.lowest(),
                result.highest(),
                range.known()
                        ? String.format(
                                Locale.ROOT, "; 95 %%: %.3f to %.3f", range.from(), range.to())
                        : "",
                result.goal(),
                result.met() ? "met" : "NOT MET");
    }

    private static void print(String name, List<Sample> samples, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "  %-52s %10.0f %9.1f %9.0f %9.0f %8d%n",
                name,
                median(samples, Sample::perSecond),
                median(samples, Sample::cpuMicros),
                median(samples, Sample::p50Micros),
                median(samples, Sample::p99Micros),
                failures(samples));
    }

    private static double median(List<Sample> samples, ToDoubleFunction<Sample> of) {
        return median(samples.stream().mapToDouble(of).toArray());
    }

    /** The middle one; of an even number the mean of the middle two. */
    static double median(double[] values) {
        var sorted = values.clone();
        java.util.Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
