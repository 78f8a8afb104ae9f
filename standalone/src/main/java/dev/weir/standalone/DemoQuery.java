package dev.weir.standalone;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.runtime.Secret;
import dev.weir.standalone.machine.UpFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A query as a Prisma 7 client sends it, small enough to be pasted. */
final class DemoQuery {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private DemoQuery() {}

    /** The body of {@code POST /query} that runs this SQL. */
    static String body(String sql) {
        try {
            return JSON.writeValueAsString(
                    new java.util.TreeMap<>(
                            Map.of(
                                    "operation",
                                    "queryRaw",
                                    "plan",
                                    Map.of(
                                            "type",
                                            "query",
                                            "args",
                                            Map.of(
                                                    "type",
                                                    "rawSql",
                                                    "sql",
                                                    sql,
                                                    "args",
                                                    List.of(),
                                                    "argTypes",
                                                    List.of())),
                                    "params",
                                    Map.of())));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException("a map of words is JSON", e);
        }
    }

    /**
     * A node serves an environment as soon as it has heard of it, its key and its grant: asks until
     * it does.
     *
     * @throws UpFailure with the last answer, when that takes too long
     */
    static void awaitServed(String endpoint, Secret apiKey) {
        var request =
                HttpRequest.newBuilder(URI.create(endpoint + "/query"))
                        .timeout(LIMIT)
                        .header("authorization", "Bearer " + apiKey.value())
                        .header("content-type", "application/json")
                        .POST(BodyPublishers.ofString(body("SELECT 1")))
                        .build();
        var deadline = System.nanoTime() + LIMIT.toNanos();
        var last = "no answer";
        try (var client = HttpClient.newHttpClient()) {
            while (System.nanoTime() - deadline < 0) {
                try {
                    var response = client.send(request, BodyHandlers.ofString());
                    if (response.statusCode() == 200 && response.body().contains("\"rows\""))
                        return;
                    last = response.statusCode() + " " + response.body();
                } catch (IOException e) {
                    last = e.toString();
                }
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UpFailure("interrupted while waiting for " + endpoint, e);
        }
        throw new UpFailure(
                "%s does not serve the demo environment after %d s: %s"
                        .formatted(endpoint, LIMIT.toSeconds(), last));
    }
}
