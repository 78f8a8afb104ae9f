package dev.weir.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.weir.bench.Comparison.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code ./weir bench [NAME] [--json FILE] [--rounds N] [--seconds N]}. */
public final class Main {
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    private static final List<String> ALL =
            Stream.concat(Measures.NAMES.stream(), OwnStages.NAMES.stream()).toList();

    private Main() {}

    /** What was asked for. */
    private record Options(List<String> names, @Nullable Path json, int rounds, int seconds) {
        static Options of(String[] arguments) {
            var names = new ArrayList<String>();
            Path json = null;
            int rounds = 5;
            int seconds = 5;
            for (int i = 0; i < arguments.length; i++) {
                switch (arguments[i]) {
                    case "--json" -> json = Path.of(arguments[++i]);
                    case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
                    case "--seconds" -> seconds = Integer.parseInt(arguments[++i]);
                    default -> names.add(arguments[i]);
                }
            }
            for (var name : names) {
                if (!ALL.contains(name)) {
                    throw new IllegalArgumentException(
                            "there is no measure '" + name + "', only " + ALL);
                }
            }
            return new Options(names.isEmpty() ? ALL : names, json, rounds, seconds);
        }

        /** Those asked for of a group. */
        List<String> of(List<String> group) {
            return names.stream().filter(group::contains).toList();
        }
    }

    /** Exits with 0 when everything was measured, whether the goals were met or not. */
    public static void main(String[] arguments) throws Exception {
        Options options;
        try {
            options = Options.of(arguments);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            System.err.println("weir bench: " + e.getMessage());
            System.exit(2);
            return;
        }
        var results = new ArrayList<Result>();
        var root = Path.of(System.getProperty("weir.root", "."));
        var runs = runs(options.rounds(), Duration.ofSeconds(options.seconds()));
        var onStage = options.of(Measures.NAMES);
        if (!onStage.isEmpty()) {
            try (var stage = Stage.set(root)) {
                var measures = new Measures(stage, runs);
                for (var name : onStage) results.addAll(measures.run(name));
            }
        }
        // Nothing of all that runs beside these.
        var ownStages =
                new OwnStages(
                        root,
                        options.rounds(),
                        runs(options.rounds() * options.seconds() * 2, Duration.ofMillis(500)));
        for (var name : options.of(OwnStages.NAMES)) results.addAll(ownStages.run(name));
        if (options.json() != null) write(options.json(), results);
    }

    private static Measures.Runs runs(int rounds, Duration length) {
        return comparison -> comparison.run(rounds, WARM_UP, length, System.out);
    }

    private static void write(Path file, List<Result> results) throws IOException {
        var all = new ArrayList<Map<String, Object>>();
        for (var result : results) {
            all.add(
                    Map.of(
                            "measure", result.measure(),
                            "subject", result.subject(),
                            "peer", result.peer(),
                            "ratio", result.ratio(),
                            "lowest", result.lowest(),
                            "highest", result.highest(),
                            "goal", result.goal(),
                            "met", result.met()));
        }
        Files.writeString(
                file,
                new ObjectMapper()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .writeValueAsString(all));
    }
}
