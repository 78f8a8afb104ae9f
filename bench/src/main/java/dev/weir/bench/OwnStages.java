package dev.weir.bench;

import dev.weir.bench.Comparison.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** What is measured with other processes than those of {@link Stage}, by name. */
final class OwnStages {
    /** All names, in the order in which they are run. */
    static final List<String> NAMES = List.of("sink", "metering", "dormant");

    private final Path root;
    private final int rounds;
    private final Measures.Runs shortRuns;

    /**
     * @param shortRuns many rounds of half a second, for what a few cannot tell
     */
    OwnStages(Path root, int rounds, Measures.Runs shortRuns) {
        this.root = root;
        this.rounds = rounds;
        this.shortRuns = shortRuns;
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

    private List<Result> metering() throws IOException, SQLException {
        var folder = Files.createTempDirectory("weir-bench-clock-");
        var unread = folder.resolve("unread");
        try (var stage =
                Stage.set(root, Map.of("WEIR_JAVA_OPTIONS", "-Dweir.bench.unmetered=" + unread))) {
            return new Metering(stage, unread).run(shortRuns);
        } finally {
            Files.deleteIfExists(unread);
            Files.delete(folder);
        }
    }

    private List<Result> dormant() throws IOException {
        try (var stage = NodeStage.set(root)) {
            return List.of(new Dormant(stage).bytesEach());
        }
    }
}
