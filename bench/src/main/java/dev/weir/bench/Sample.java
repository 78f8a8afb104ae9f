package dev.weir.bench;

/**
 * What one run of one side measured.
 *
 * @param perSecond right answers a second
 * @param cpuMicros CPU time of the process in the middle per right answer; 0 where there is none
 * @param p50Micros median latency
 * @param p99Micros latency that one in a hundred exceeds
 * @param failures answers that were not right
 */
record Sample(
        double perSecond, double cpuMicros, double p50Micros, double p99Micros, long failures) {
    /**
     * What a load measured.
     *
     * @param usedMicros CPU time of the process in the middle meanwhile
     */
    static Sample of(Load.Outcome outcome, long usedMicros) {
        return new Sample(
                outcome.perSecond(),
                usedMicros / (double) Math.max(1, outcome.answered()),
                outcome.latency().getValueAtPercentile(50) / 1e3,
                outcome.latency().getValueAtPercentile(99) / 1e3,
                outcome.failures());
    }

    /** The same with answers besides that were not right. */
    Sample withFailures(long more) {
        return new Sample(perSecond, cpuMicros, p50Micros, p99Micros, failures + more);
    }
}
