package dev.weir.it.client;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** Makes environments of a running Weir through its management API. */
public final class Environments {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int DATABASE_LIMIT = 60;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final RunningWeir weir;

    /** Of that Weir. */
    public Environments(RunningWeir weir) {
        this.weir = weir;
    }

    /** An environment and its only key. */
    public record Environment(String id, String apiKey) {}

    /**
     * Makes an environment in a project of its own and waits until every node knows its key.
     *
     * @param limit the most connections that it may have
     * @param settings some of its settings, by their names in the management API
     */
    public Environment make(String databaseUrl, int limit, Map<String, ?> settings)
            throws IOException {
        var name = "tests-" + UUID.randomUUID();
        var project = post("/v1/projects", Map.of("name", name)).path("id").asText();
        var wanted =
                Map.of(
                        "project",
                        project,
                        "name",
                        "tests",
                        "databaseUrl",
                        databaseUrl,
                        "connectionLimit",
                        limit,
                        "databaseLimit",
                        DATABASE_LIMIT,
                        "settings",
                        settings);
        var id = post("/v1/environments", wanted).path("id").asText();
        var named = Map.of("name", "tests");
        var key = post("/v1/environments/" + id + "/keys", named).path("key").asText();
        for (var endpoint : weir.endpoints())
            await().atMost(LIMIT).until(() -> knows(endpoint, key));
        return new Environment(id, key);
    }

    private static boolean knows(URI endpoint, String key) throws IOException {
        var question = HttpRequest.newBuilder(URI.create(endpoint + "/connection-info")).GET();
        return call(question, key).statusCode() == 200;
    }

    private JsonNode post(String path, Map<String, ?> body) throws IOException {
        var request =
                HttpRequest.newBuilder(URI.create(weir.get("controlUrl") + path))
                        .header("content-type", "application/json")
                        .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)));
        var response = call(request, weir.get("adminToken"));
        if (response.statusCode() / 100 != 2) {
            throw new IOException(path + ": " + response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }

    private static HttpResponse<String> call(HttpRequest.Builder request, String token)
            throws IOException {
        try {
            return CLIENT.send(
                    request.timeout(LIMIT).header("authorization", "Bearer " + token).build(),
                    BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
