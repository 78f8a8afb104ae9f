package dev.weir.bench;

import dev.weir.bench.Comparison.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** What is measured with other processes than those of {@link Stage}, by name. */
final class OwnStages {
    /** All names, in the order in which they are run. */
    static final List<String> NAMES = List.of("sink");

    private final Path root;
    private final int rounds;

    OwnStages(Path root, int rounds) {
        this.root = root;
        this.rounds = rounds;
    }

    List<Result> run(String name) throws IOException, SQLException {
        return switch (name) {
            case "sink" -> sink();
            default -> throw new IllegalArgumentException("there is no measure " + name);
        };
    }

    private List<Result> sink() throws IOException, SQLException {
        try (var stage = SinkStage.set(root)) {
            return List.of(new Sink(stage).recordsASecond(rounds));
        }
    }
}
