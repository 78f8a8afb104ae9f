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
        double perSecond, double cpuMicros, double p50Micros, double p99Micros, long failures) {}
