package dev.weir.it.client;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Where a recorded answer is not the right one: {@code fixtures/prisma/corrections.json} has each
 * case with the right answer and the reason. Nothing else may differ.
 */
final class Corrections {
    /** Every recorded answer is right. */
    static final Corrections NONE = new Corrections(List.of());

    private final List<JsonNode> all;
    private final Set<JsonNode> unused;

    private Corrections(List<JsonNode> all) {
        this.all = all;
        unused = new LinkedHashSet<>(all);
    }

    /** Those of one client's recordings. */
    static Corrections of(Path file, String client) {
        try {
            var corrections = new ArrayList<JsonNode>();
            for (var correction : new ObjectMapper().readTree(file.toFile())) {
                if (correction.path("reason").asText().isBlank()) {
                    throw new IllegalStateException("a correction without its reason");
                }
                for (var each : correction.path("clients")) {
                    if (each.asText().equals(client)) corrections.add(correction);
                }
            }
            return new Corrections(corrections);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a recording cannot be replayed. */
    boolean leavesOut(String recording) {
        for (var each : all) {
            if (names(each, recording) && each.path("leftOut").asBoolean()) {
                unused.remove(each);
                return true;
            }
        }
        return false;
    }

    /** Those that nothing asked for: they correct nothing any more. */
    Set<JsonNode> unused() {
        return unused;
    }

    /** The right answer to an exchange, which is the recorded one where nothing is corrected. */
    Recording.Exchange corrected(String recording, int index, Recording.Exchange exchange) {
        var right = exchange;
        for (var each : all) {
            if (names(each, recording) && each.path("exchange").asInt() == index) {
                right = corrected(recording, each, right);
                unused.remove(each);
            }
        }
        return right;
    }

    private static boolean names(JsonNode correction, String recording) {
        return correction.path("recording").asText().equals(recording);
    }

    private static Recording.Exchange corrected(
            String recording, JsonNode correction, Recording.Exchange exchange) {
        var answer = exchange.answer().deepCopy();
        for (var change : correction.path("answer").properties()) {
            var place = JsonPointer.compile(change.getKey());
            if (answer.at(place).equals(change.getValue())) {
                throw new IllegalStateException(
                        "%s: what is at %s needs no correction".formatted(recording, place));
            }
            answer = replaced(answer, place, change.getValue());
        }
        return new Recording.Exchange(
                exchange.method(),
                exchange.path(),
                exchange.headers(),
                exchange.body(),
                correction.path("status").asInt(exchange.status()),
                answer);
    }

    private static JsonNode replaced(JsonNode answer, JsonPointer place, JsonNode value) {
        if (place.matches()) return value;
        var parent = (ObjectNode) answer.at(place.head());
        parent.replace(place.last().getMatchingProperty(), value);
        return answer;
    }
}
