package dev.weir.it.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One recorded operation of a client: its requests and the answers it got, in order.
 *
 * @param name the file's, without its ending, for example {@code 10-findUnique}
 */
record Recording(String name, List<Exchange> exchanges) {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CUT = Pattern.compile("\\.\\.\\.\\((\\d+) items in total\\)");

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
                                        ? completed(request.get("body"))
                                        : MissingNode.getInstance(),
                                response.path("status").asInt(),
                                response.path("body")));
            }
            return new Recording(file.getFileName().toString().replace(".json", ""), exchanges);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Long lists were cut when they were recorded. Parameters that count up from one are made whole
     * again, so that their requests can be asked.
     */
    private static JsonNode completed(JsonNode body) {
        for (var parameter : body.path("params")) {
            if (!(parameter instanceof ArrayNode list) || list.isEmpty()) continue;
            var cut = CUT.matcher(list.get(list.size() - 1).asText());
            if (!cut.matches()) continue;
            list.remove(list.size() - 1);
            for (int i = 0; i < list.size(); i++) {
                if (list.get(i).asInt() != i + 1) throw new IllegalStateException("not a count");
            }
            for (int next = list.size() + 1; next <= Integer.parseInt(cut.group(1)); next++) {
                list.add(next);
            }
        }
        return body;
    }

    /** The number that the name begins with; names without one come first. */
    private int number() {
        var digits = name.split("-", 2)[0];
        return digits.matches("\\d+") ? Integer.parseInt(digits) : 0;
    }
}
