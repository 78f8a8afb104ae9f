package dev.weir.bench;

import dev.weir.bench.Comparison.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What metering costs: a Weir that meters beside one whose event loops leave the clock unread. */
final class Metering {
    private static final int CONNECTIONS = 64;

    /** At most three hundredths of the throughput. */
    private static final double LEAST = 0.97;

    private final Stage metered;
    private final Stage unmetered;

    Metering(Stage metered, Stage unmetered) {
        this.metered = metered;
        this.unmetered = unmetered;
    }

    private interface Requests {
        Supplier<Request> of(String key) throws IOException;
    }

    List<Result> run(Measures.Runs runs) throws IOException {
        var results = new ArrayList<Result>();
        results.addAll(runs.of(comparison("one row by key", Measures::sqlRequests)));
        results.addAll(
                runs.of(
                        comparison(
                                "find-unique",
                                key -> Measures.prismaRequests("find-unique.json", key))));
        return results;
    }

    private Comparison comparison(String what, Requests requests) throws IOException {
        return new Comparison(
                "metering, " + what + ", " + CONNECTIONS + " connections",
                side("metered", metered, requests),
                side("not metered", unmetered, requests),
                List.of(Goal.throughputAtLeast(LEAST), Goal.cpuAtMost(1 / LEAST)));
    }

    private static HttpSide side(String name, Stage stage, Requests requests) throws IOException {
        return new HttpSide(
                name, stage.port(), stage.pid(), CONNECTIONS, 0, requests.of(stage.key()));
    }
}
