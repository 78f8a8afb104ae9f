package dev.weir.bench;

import dev.weir.bench.Comparison.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** What is measured with other processes than those of {@link Stage}, by name. */
final class OwnStages {
    /** All names, in the order in which they are run. */
    static final List<String> NAMES = List.of("sink", "metering", "dormant");

    /** Event loops do not read the CPU clock; what else metering does, they do. */
    private static final Map<String, String> UNMETERED =
            Map.of("WEIR_JAVA_OPTIONS", "-Dweir.bench.unmetered=true");

    private final Path root;
    private final int rounds;
    private final Measures.Runs runs;

    OwnStages(Path root, int rounds, Measures.Runs runs) {
        this.root = root;
        this.rounds = rounds;
        this.runs = runs;
    }

    List<Result> run(String name) throws IOException, SQLException {
        return switch (name) {
            case "sink" -> sink();
            case "metering" -> metering();
            case "dormant" -> dormant();
            default -> throw new IllegalArgumentException("there is no measure " + name);
        };
    }

    private List<Result> sink() throws IOException, SQLException {
        try (var stage = SinkStage.set(root)) {
            return List.of(new Sink(stage).recordsASecond(rounds));
        }
    }

    /** Two of Weir at the same time, of which one at a time has anything to do. */
    private List<Result> metering() throws IOException, SQLException {
        try (var metered = Stage.set(root);
                var unmetered = Stage.set(root, UNMETERED)) {
            return new Metering(metered, unmetered).run(runs);
        }
    }

    private List<Result> dormant() throws IOException {
        try (var stage = NodeStage.set(root)) {
            return List.of(new Dormant(stage).bytesEach());
        }
    }
}
