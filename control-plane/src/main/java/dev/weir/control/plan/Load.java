package dev.weir.control.plan;

import dev.weir.control.fleet.Sample;
import dev.weir.events.PoolReport;
import java.time.Duration;
import java.util.List;

/**
 * What a pool went through in a window.
 *
 * @param arrivals requests a second: those that ended and those by which the queue grew
 * @param throughput requests a second that ended
 * @param service mean time that a request held a connection, in seconds; 0: none ended
 * @param busy mean number of connections lent
 * @param utilisation mean part of the granted connections that was lent
 * @param waiting requests waiting at the end
 */
record Load(
        double arrivals,
        double throughput,
        double service,
        double busy,
        double utilisation,
        int waiting) {
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    static Load of(List<Sample> samples) {
        if (samples.isEmpty()) return new Load(0, 0, 0, 0, 0, 0);
        var first = samples.getFirst();
        var last = samples.getLast();
        long requests = 0;
        double service = 0;
        double busy = 0;
        double utilised = 0;
        for (var sample : samples) {
            requests += sample.report().requests();
            service += seconds(sample.report());
            busy += sample.report().busy();
            utilised += utilisation(sample);
        }
        // The first report covers the heartbeat before it, with an unknown queue at its beginning.
        int waitingBefore = samples.size() == 1 ? 0 : first.report().waiting();
        int queued = Math.max(0, last.report().waiting() - waitingBefore);
        double span =
                seconds(last.heardAt().since(first.heardAt()))
                        + (samples.size() == 1
                                ? seconds(HEARTBEAT)
                                : seconds(last.heardAt().since(first.heardAt()))
                                        / (samples.size() - 1));
        span = Math.max(span, 0.1);
        return new Load(
                (requests + queued) / span,
                requests / span,
                requests == 0 ? 0 : service / requests,
                busy / samples.size(),
                utilised / samples.size(),
                last.report().waiting());
    }

    /** How many connections that takes at once, by Little's law; at least what was seen lent. */
    double concurrency() {
        return Math.max(arrivals * service, busy);
    }

    private static double utilisation(Sample sample) {
        return sample.report().busy() / (double) Math.max(1, sample.size());
    }

    private static double seconds(PoolReport report) {
        return seconds(report.service());
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
