package dev.weir.it.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * One recorded operation of a client: its requests and the answers it got, in order.
 *
 * @param name the file's, without its ending, for example {@code 10-findUnique}
 */
record Recording(String name, List<Exchange> exchanges) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A request and its recorded answer. */
    record Exchange(
            String method,
            String path,
            JsonNode headers,
            JsonNode body,
            int status,
            JsonNode answer) {}

    /** All recordings of a directory, in the order in which they were made. */
    static List<Recording> in(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .map(Recording::read)
                    .sorted(
                            Comparator.comparingInt(Recording::number)
                                    .thenComparing(Recording::name))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Recording read(Path file) {
        try {
            var exchanges = new ArrayList<Exchange>();
            for (var exchange : JSON.readTree(file.toFile()).path("exchanges")) {
                var request = exchange.path("request");
                var response = exchange.path("response");
                exchanges.add(
                        new Exchange(
                                request.path("method").asText(),
                                request.path("path").asText(),
                                request.path("headers"),
                                request.has("body")
                                        ? request.get("body")
                                        : MissingNode.getInstance(),
                                response.path("status").asInt(),
                                response.path("body")));
            }
            return new Recording(file.getFileName().toString().replace(".json", ""), exchanges);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The number that the name begins with; names without one come first. */
    private int number() {
        var digits = name.split("-", 2)[0];
        return digits.matches("\\d+") ? Integer.parseInt(digits) : 0;
    }
}
