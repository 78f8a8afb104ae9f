package dev.weir.bench;

import dev.weir.bench.Comparison.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * What metering costs: one Weir whose threads read the CPU clock, or leave it unread while a file
 * exists. Being the same process, both sides run the same compiled code on the same connections.
 */
final class Metering {
    private static final int CONNECTIONS = 64;

    /** At most three hundredths of the throughput. */
    private static final double LEAST = 0.97;

    /** Several times as long as the process waits between two looks for the file. */
    private static final Duration NOTICED = Duration.ofMillis(60);

    private final Stage stage;
    private final Path unread;

    Metering(Stage stage, Path unread) {
        this.stage = stage;
        this.unread = unread;
    }

    private interface Requests {
        Supplier<Request> of(String key) throws IOException;
    }

    List<Result> run(Measures.Runs runs) throws IOException {
        var results = new ArrayList<Result>();
        results.addAll(measure("one row by key", Measures::sqlRequests, runs));
        results.addAll(
                measure(
                        "find-unique",
                        key -> Measures.prismaRequests("find-unique.json", key),
                        runs));
        return results;
    }

    private List<Result> measure(String what, Requests requests, Measures.Runs runs)
            throws IOException {
        // Not wrk: it would connect anew for each run, to event loops that chance chooses.
        try (var load = new Load(stage.port(), CONNECTIONS)) {
            var asked = requests.of(stage.key());
            return runs.of(
                    new Comparison(
                            "metering, " + what + ", " + CONNECTIONS + " connections",
                            new Switched("metered", true, load, asked),
                            new Switched("not metered", false, load, asked),
                            List.of(Goal.throughputAtLeast(LEAST), Goal.cpuAtMost(1 / LEAST))));
        }
    }

    private final class Switched implements Side {
        private final String name;
        private final boolean metered;
        private final Load load;
        private final Supplier<Request> requests;

        Switched(String name, boolean metered, Load load, Supplier<Request> requests) {
            this.name = name;
            this.metered = metered;
            this.load = load;
            this.requests = requests;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long compilerMicros() throws IOException {
            return ProcessUse.compilerMicros(stage.pid());
        }

        @Override
        public Sample run(Duration length) throws IOException {
            if (metered) Files.deleteIfExists(unread);
            else if (!Files.exists(unread)) Files.createFile(unread);
            LockSupport.parkNanos(NOTICED.toNanos());
            return HttpSide.byLoad(stage.pid(), () -> load.closedLoop(length, requests));
        }
    }
}
