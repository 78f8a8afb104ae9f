package dev.weir.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.data.effects.SessionEffects;
import dev.weir.data.effects.SessionEffects.Effect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Weir's reading of SQL beside PostgreSQL's own parser: no text that the parser takes may be said
 * to only read, or to leave its session as it was, where the parser finds otherwise.
 */
class SameEffectsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SEED = Long.getLong("weir.sql.seed", 20261201L);
    private static final int TEXTS = Integer.getInteger("weir.sql.texts", 100_000);
    private static final Set<String> HARMLESS_KINDS =
            Set.of(
                    "SelectStmt",
                    "InsertStmt",
                    "UpdateStmt",
                    "DeleteStmt",
                    "MergeStmt",
                    "VariableShowStmt");

    @TempDir Path folder;

    @Test
    void generatedTextsAreNeverReadMoreHarmlesslyThanByPostgres() throws Exception {
        var made = new SqlTexts(SEED);
        var texts = Stream.generate(made::next).limit(TEXTS).toList();

        var readings = compare(texts);

        assertThat(readings.wrong).as("seed %d", SEED).isEmpty();
        assertThat(readings.parsed).as("texts that PostgreSQL takes").isGreaterThan(TEXTS / 4);
        assertThat(readings.harmless).as("texts without effects").isGreaterThan(TEXTS / 50);
    }

    @Test
    void textsOnceReadWronglyAreReadRightly() throws Exception {
        var texts =
                JSON.readValue(
                        Path.of("clients/postgres-parser/texts.json").toFile(), String[].class);

        assertThat(compare(List.of(texts)).wrong).isEmpty();
    }

    /** The outcome of a comparison. */
    private static final class Readings {
        final List<String> wrong = new ArrayList<>();
        int parsed;
        int harmless;
    }

    private Readings compare(List<String> texts) throws IOException {
        var readings = new Readings();
        var answers = postgres(texts);
        for (int n = 0; n < texts.size(); n++) {
            var theirs = answers.get(n);
            if (theirs.isNull()) continue;
            readings.parsed++;
            var ours = SessionEffects.of(texts.get(n));
            if (ours != Effect.CHANGES) readings.harmless++;
            if (ours.compareTo(effect(theirs)) < 0) {
                readings.wrong.add(
                        ours + " " + JSON.writeValueAsString(texts.get(n)) + " " + theirs);
            }
        }
        return readings;
    }

    private static Effect effect(JsonNode theirs) {
        if (theirs.get("into").asBoolean() || theirs.get("kinds").size() != 1)
            return Effect.CHANGES;
        if (!HARMLESS_KINDS.contains(theirs.get("kinds").get(0).asText())) return Effect.CHANGES;
        for (var call : theirs.get("calls")) {
            if (call.isNull() || !isHarmless(call.asText())) return Effect.CHANGES;
        }
        return theirs.get("writes").asBoolean() ? Effect.WRITES : Effect.READS;
    }

    /**
     * Whether a plain call of that name is taken for harmless, by the list that production uses.
     */
    private static boolean isHarmless(String function) {
        return function.matches("[a-z_][a-z0-9_]*")
                && SessionEffects.of("select " + function + "(1)") == Effect.READS;
    }

    private List<JsonNode> postgres(List<String> texts) throws IOException {
        var lines = new StringBuilder();
        for (var text : texts) lines.append(JSON.writeValueAsString(text)).append('\n');
        var asked = Files.writeString(folder.resolve("texts"), lines);
        var answered = folder.resolve("answers");
        var ended =
                NodeProject.installed("postgres-parser")
                        .run(
                                Duration.ofMinutes(3),
                                Map.of(),
                                "node",
                                "effects.mjs",
                                asked.toString(),
                                answered.toString());
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        var answers = new ArrayList<JsonNode>();
        for (var line : Files.readAllLines(answered)) answers.add(JSON.readTree(line));
        assertThat(answers).hasSameSizeAs(texts);
        return answers;
    }
}
