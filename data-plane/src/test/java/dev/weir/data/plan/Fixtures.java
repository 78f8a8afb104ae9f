package dev.weir.data.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The recorded conversations and plans of the repository. */
final class Fixtures {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Path ROOT = Path.of("..", "fixtures", "prisma");

    private Fixtures() {}

    /** All conversations with plans. */
    static Stream<Path> conversations() {
        return Stream.of("7.10", "plan-7.0.0", "plan-7.4.0", "plan-6.19.3-engineType-client")
                .flatMap(folder -> files(ROOT.resolve(folder)).stream())
                .filter(file -> file.toString().endsWith(".json"));
    }

    static List<Path> compiledPlans() {
        return files(ROOT.resolve("plans"));
    }

    /** Whether a conversation is recorded word by word, not cut short for its length. */
    static boolean isWhole(Path conversation) {
        return !read(conversation).toString().matches("(?s).*items in total.*");
    }

    private static List<Path> files(Path folder) {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode read(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(JsonNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }

    static Plan plan(String json) {
        var bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return PlanParser.parse(bytes, 0, bytes.length, ParseBudget.own());
    }
}
