package dev.weir.it.client;

import com.fasterxml.jackson.databind.JsonNode;
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

/**
 * Sends a client's recorded requests to a node, in order, and compares the answers with the
 * recorded ones.
 */
final class FixtureReplay {
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
    private final Corrections corrections;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final AnswerComparison comparison =
            new AnswerComparison(Instant.parse("2026-11-20T00:00:00Z"));
    private final Map<String, String> transactions = new HashMap<>();
    private int replayed;

    /** A replay to one node, on a database just created. */
    FixtureReplay(URI endpoint, String apiKey, Corrections corrections) {
        this.endpoint = endpoint;
        this.apiKey = apiKey;
        this.corrections = corrections;
    }

    /** Replays all recordings of a directory; answers what differed, a line each. */
    List<String> replay(Path directory) throws IOException, InterruptedException {
        var differences = new ArrayList<String>();
        for (var recording : Recording.in(directory)) {
            if (corrections.leavesOut(recording.name())) continue;
            for (int i = 0; i < recording.exchanges().size(); i++) {
                var exchange = recording.exchanges().get(i);
                var right = corrections.corrected(recording.name(), i, exchange);
                for (var difference : differencesOf(recording, exchange, right)) {
                    differences.add(recording.name() + " " + exchange.path() + ": " + difference);
                }
                replayed++;
            }
        }
        return differences;
    }

    /** How many requests were sent. */
    int replayed() {
        return replayed;
    }

    private List<String> differencesOf(
            Recording recording, Recording.Exchange exchange, Recording.Exchange right)
            throws IOException, InterruptedException {
        waitLikeTheClient(recording, exchange);
        var response = ask(exchange);
        var answer =
                response.body().isEmpty()
                        ? MissingNode.getInstance()
                        : Recording.JSON.readTree(response.body());
        if (exchange.path().equals("/transaction/start") && answer.has("id")) {
            transactions.put(exchange.answer().path("id").asText(), answer.path("id").asText());
        }
        if (response.statusCode() != right.status()) {
            return List.of(
                    "status "
                            + response.statusCode()
                            + ", recorded "
                            + right.status()
                            + ", body "
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
            var _ = new CountDownLatch(1).await(500, TimeUnit.MILLISECONDS);
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

    /** Asks as the client did, with the key of the replay. */
    HttpResponse<String> ask(Recording.Exchange exchange) throws IOException, InterruptedException {
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
