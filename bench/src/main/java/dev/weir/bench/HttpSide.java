package dev.weir.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * A process that answers HTTP requests.
 *
 * @param pid whose CPU time is counted
 * @param perSecond the rate at which requests are due; 0 for as fast as they are answered
 */
record HttpSide(
        String name,
        int port,
        long pid,
        int connections,
        double perSecond,
        Supplier<Request> requests)
        implements Side {
    /** Before each run of wrk, which does not read what is in an answer. */
    private static final Duration CHECK = Duration.ofMillis(300);

    @Override
    public Sample run(Duration length) throws IOException {
        return perSecond == 0 && Wrk.isThere() ? byWrk(length) : byLoad(length);
    }

    @Override
    public long compilerMicros() throws IOException {
        return ProcessUse.compilerMicros(pid);
    }

    private Sample byWrk(Duration length) throws IOException {
        long wrong;
        try (var load = new Load(port, connections)) {
            wrong = load.closedLoop(CHECK, requests).failures();
        }
        long before = ProcessUse.cpuMicros(pid);
        var outcome = Wrk.run(port, connections, length, requests);
        long used = ProcessUse.cpuMicros(pid) - before;
        return new Sample(
                outcome.perSecond(),
                used / (double) Math.max(1, outcome.answered()),
                outcome.p50Micros(),
                outcome.p99Micros(),
                outcome.failures() + wrong);
    }

    private Sample byLoad(Duration length) throws IOException {
        try (var load = new Load(port, connections)) {
            return byLoad(
                    pid,
                    () ->
                            perSecond > 0
                                    ? load.openLoop(length, perSecond, requests)
                                    : load.closedLoop(length, requests));
        }
    }

    /** A load of some kind. */
    interface Loading {
        Load.Outcome run() throws IOException;
    }

    /** Runs a load on a process. */
    static Sample byLoad(long pid, Loading loading) throws IOException {
        long before = ProcessUse.cpuMicros(pid);
        var outcome = loading.run();
        return Sample.of(outcome, ProcessUse.cpuMicros(pid) - before);
    }
}
