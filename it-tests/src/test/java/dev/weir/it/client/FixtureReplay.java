package dev.weir.it.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

/**
 * Sends a client's recorded requests to a node, in order, and compares the answers with the
 * recorded ones.
 */
final class FixtureReplay {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Headers of the connection, and the key, which are ours to set. */
    private static final Set<String> NOT_REPLAYED =
            Set.of(
                    "host",
                    "connection",
                    "content-length",
                    "authorization",
                    "accept-encoding",
                    "transfer-encoding");

    private final URI endpoint;
    private final String apiKey;
    private final Map<String, Recording.Exchange> rightAnswers;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final AnswerComparison comparison =
            new AnswerComparison(Instant.parse("2026-11-20T00:00:00Z"));
    private final Map<String, String> transactions = new HashMap<>();

    /**
     * A replay to one node, on a database just created.
     *
     * @param rightAnswers by the recording's name, the answer that is right where the recorded one
     *     shows a defect of the server that it was recorded from
     */
    FixtureReplay(URI endpoint, String apiKey, Map<String, Recording.Exchange> rightAnswers) {
        this.endpoint = endpoint;
        this.apiKey = apiKey;
        this.rightAnswers = rightAnswers;
    }

    /** Replays all recordings of a directory; answers what differed, a line each. */
    List<String> replay(Path directory) throws IOException, InterruptedException {
        var differences = new ArrayList<String>();
        for (var recording : Recording.in(directory)) {
            for (var exchange : recording.exchanges()) {
                var right = rightAnswers.getOrDefault(recording.name(), exchange);
                for (var difference : differencesOf(recording, exchange, right)) {
                    differences.add(recording.name() + " " + exchange.path() + ": " + difference);
                }
            }
        }
        return differences;
    }

    private List<String> differencesOf(
            Recording recording, Recording.Exchange exchange, Recording.Exchange right)
            throws IOException, InterruptedException {
        waitLikeTheClient(recording, exchange);
        var response = send(exchange);
        var answer =
                response.body().isEmpty()
                        ? MissingNode.getInstance()
                        : JSON.readTree(response.body());
        if (exchange.path().equals("/transaction/start") && answer.has("id")) {
            transactions.put(exchange.answer().path("id").asText(), answer.path("id").asText());
        }
        if (response.statusCode() != right.status()) {
            return List.of(
                    "status "
                            + response.statusCode()
                            + ", recorded "
                            + right.status()
                            + ": "
                            + response.body());
        }
        var comparable = withRecordedTransaction(answer, exchange);
        return comparison.differences(/* recorded= */ right.answer(), /* answer= */ comparable);
    }

    /**
     * The one recorded operation that lets its transaction run into its time-out of 200 ms did so
     * by waiting between requests.
     */
    private static void waitLikeTheClient(Recording recording, Recording.Exchange exchange)
            throws InterruptedException {
        if (recording.name().endsWith("itx-timeout") && exchange.status() == 409) {
            new java.util.concurrent.CountDownLatch(1)
                    .await(500, java.util.concurrent.TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Our transaction ids have another form than the recorded ones: put the recorded one in its
     * place.
     */
    private static JsonNode withRecordedTransaction(JsonNode answer, Recording.Exchange exchange) {
        if (exchange.path().equals("/transaction/start")
                && answer instanceof ObjectNode object
                && answer.has("id")) {
            object.set("id", exchange.answer().path("id"));
        }
        return answer;
    }

    private HttpResponse<String> send(Recording.Exchange exchange)
            throws IOException, InterruptedException {
        var body = exchange.body().isMissingNode() ? "" : text(exchange.body());
        var request =
                HttpRequest.newBuilder(endpoint.resolve(ours(exchange.path())))
                        .timeout(Duration.ofSeconds(60))
                        .header("authorization", "Bearer " + apiKey)
                        .method(
                                exchange.method(),
                                exchange.method().equals("GET")
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(ours(body)));
        exchange.headers()
                .properties()
                .forEach(header -> {
                    if (!NOT_REPLAYED.contains(header.getKey())) {
                        request.header(header.getKey(), header.getValue().asText());
                    }
                });
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static String text(JsonNode body) {
        return body.isTextual() ? body.asText() : body.toString();
    }

    private String ours(String text) {
        var replaced = text;
        for (var transaction : transactions.entrySet()) {
            replaced = replaced.replace(transaction.getKey(), transaction.getValue());
        }
        return replaced;
    }
}
