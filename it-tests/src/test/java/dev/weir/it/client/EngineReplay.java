package dev.weir.it.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Sends the recorded requests of a client without an engine to a node, in order, and compares the
 * answers with the recorded ones. What a server of these clients has to choose itself is compared
 * by its form: ids and addresses of transactions, and what {@code meta} of an error says beyond the
 * recorded.
 */
final class EngineReplay {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern WITHIN = Pattern.compile("/itx/([^/]+)/[0-9a-f]{64}/(\\w+)");

    /** From here on the recordings are of answers that no server gave: the client's own tests. */
    private static final int MADE_UP = 33;

    private final URI endpoint;
    private final String apiKey;
    private final boolean sameRows;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AnswerComparison comparison =
            new AnswerComparison(Instant.parse("2026-11-20T00:00:00Z"));
    private final Map<String, String> addresses = new HashMap<>();

    /**
     * A replay to one node.
     *
     * @param sameRows whether the tables hold what they held when the recording was made; otherwise
     *     numbers may differ
     */
    EngineReplay(URI endpoint, String apiKey, boolean sameRows) {
        this.endpoint = endpoint;
        this.apiKey = apiKey;
        this.sameRows = sameRows;
    }

    /** Replays all recordings of a directory; answers what differed, a line each. */
    List<String> replay(Path directory) throws IOException, InterruptedException {
        var differences = new ArrayList<String>();
        for (var recording : Recording.in(directory)) {
            if (Integer.parseInt(recording.name().split("-", 2)[0]) >= MADE_UP) break;
            for (var exchange : recording.exchanges()) {
                if (recording.name().endsWith("itx-timeout")
                        && exchange.answer().toString().contains("P2028")) {
                    new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS);
                }
                for (var difference : differencesOf(exchange)) {
                    differences.add(recording.name() + " " + exchange.path() + ": " + difference);
                }
            }
        }
        return differences;
    }

    private List<String> differencesOf(Recording.Exchange exchange)
            throws IOException, InterruptedException {
        var response = send(exchange);
        var answer = JSON.readTree(response.body());
        boolean uploadedBefore =
                exchange.answer().toString().contains("SchemaMissing")
                        && response.statusCode() == 200;
        if (uploadedBefore) return List.of();
        if (response.statusCode() != exchange.status()) {
            return List.of("status " + response.statusCode() + ": " + response.body());
        }
        if (exchange.path().endsWith("/transaction/start")) return started(exchange, answer);
        var recorded = comparable(exchange.answer());
        return comparison.differences(recorded, comparable(answer));
    }

    private List<String> started(Recording.Exchange exchange, JsonNode answer) {
        var address = answer.path("data-proxy").path("endpoint").asText();
        var id = answer.path("id").asText();
        if (!address.startsWith(endpoint.toString()) || !address.contains(id) || id.isEmpty()) {
            return List.of("no address of a transaction: " + answer);
        }
        addresses.put(exchange.answer().path("id").asText(), address);
        return List.of();
    }

    private JsonNode comparable(JsonNode answer) throws IOException {
        if (answer.isMissingNode() || answer.isNull()) return JSON.createObjectNode();
        var copy = withJson(answer.deepCopy());
        for (var error : copy.path("errors")) withoutMeta((ObjectNode) error);
        if (copy.has("user_facing_error") || copy.has("is_panic")) {
            ((ObjectNode) copy).remove("meta");
        }
        return sameRows ? copy : withoutNumbers(copy);
    }

    /** With the JSON in JSON columns taken apart: how it is spaced is the server's affair. */
    private static JsonNode withJson(JsonNode node) throws IOException {
        if (node instanceof ObjectNode object && object.path("$type").asText().equals("Json")) {
            object.set("value", JSON.readTree(object.path("value").asText()));
        } else {
            for (var child : node) withJson(child);
        }
        return node;
    }

    /** Errors of which these clients' versions have words of their own, which are not recorded. */
    private static final Set<String> OTHER_WORDS = Set.of("P2002", "P2010");

    private static void withoutMeta(ObjectNode error) {
        var facing = (ObjectNode) error.get("user_facing_error");
        facing.remove("meta");
        if (OTHER_WORDS.contains(facing.path("error_code").asText())) {
            facing.remove("message");
            error.remove("error");
        }
    }

    private static JsonNode withoutNumbers(JsonNode node) {
        switch (node) {
            case ObjectNode object ->
                    object.properties()
                            .forEach(member -> member.setValue(withoutNumbers(member.getValue())));
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) array.set(i, withoutNumbers(array.get(i)));
            }
            default -> {}
        }
        return node.isNumber() ? JSON.getNodeFactory().numberNode(0) : node;
    }

    private HttpResponse<String> send(Recording.Exchange exchange)
            throws IOException, InterruptedException {
        var within = WITHIN.matcher(exchange.path());
        var address =
                within.matches()
                        ? URI.create(addresses.get(within.group(1)) + "/" + within.group(2))
                        : endpoint.resolve(exchange.path());
        var body = exchange.body() instanceof MissingNode ? "" : text(exchange.body());
        var type = exchange.headers().path("content-type").asText("application/json");
        var request =
                HttpRequest.newBuilder(address)
                        .timeout(Duration.ofSeconds(60))
                        .header("authorization", "Bearer " + apiKey)
                        .header("content-type", type)
                        .method(exchange.method(), BodyPublishers.ofString(body));
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static String text(JsonNode body) {
        return body.isNull() ? "" : body.isTextual() ? body.asText() : body.toString();
    }

    /** Empties the tables, by the door of clients that send plans. */
    void empty() throws IOException, InterruptedException {
        var sql =
                "TRUNCATE \\\"Comment\\\", \\\"_PostToTag\\\", \\\"Post\\\", \\\"Profile\\\", \\\"Tag\\\", \\\"User\\\", all_types RESTART IDENTITY CASCADE";
        var body =
                "{\"operation\":\"executeRaw\",\"plan\":{\"type\":\"execute\",\"args\":{\"type\":\"rawSql\",\"sql\":\""
                        + sql
                        + "\",\"args\":[],\"argTypes\":[]}},\"params\":{}}";
        var answer =
                client.send(
                        HttpRequest.newBuilder(endpoint.resolve("/query"))
                                .header("authorization", "Bearer " + apiKey)
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
        if (answer.statusCode() != 200) throw new IOException(answer.body());
    }
}
