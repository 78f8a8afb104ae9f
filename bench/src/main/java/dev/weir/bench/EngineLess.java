package dev.weir.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.bench.Comparison.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Clients of Prisma 6 without an engine: bundles, cold starts and what their queries cost the node,
 * measured by a script of its own, since it has the clients generated and bundled.
 */
final class EngineLess {
    private static final Duration LIMIT = Duration.ofMinutes(15);

    private EngineLess() {}

    /** Runs the script against the stage's Weir; what it prints is printed. */
    static List<Result> run(Stage stage) throws IOException {
        var folder = stage.npmFolder("prisma-5-6", "esbuild");
        var file = stage.folder().resolve("engine-less.json");
        try (var script =
                Child.start(
                        folder,
                        stage.folder().resolve("engine-less.log"),
                        Map.of(),
                        List.of(
                                "node",
                                "measure.mjs",
                                stage.readyFile().toString(),
                                file.toString()))) {
            System.out.printf("%n%s", script.output(LIMIT));
        }
        return results(new ObjectMapper().readTree(file.toFile()));
    }

    private static List<Result> results(JsonNode all) {
        var results = new ArrayList<Result>();
        for (var each : all) {
            double ratio = each.path("ratio").asDouble();
            double goal = each.path("goal").asDouble();
            results.add(
                    new Result(
                            each.path("measure").asText(),
                            each.path("subject").asText(),
                            each.path("peer").asText(),
                            ratio,
                            each.path("lowest").asDouble(),
                            each.path("highest").asDouble(),
                            goal,
                            ratio <= goal));
        }
        return results;
    }
}
