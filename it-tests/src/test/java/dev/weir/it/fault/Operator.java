package dev.weir.it.fault;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.it.client.RunningWeir;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Does what a platform team does over the management API and the usage API. */
final class Operator {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Generous: other tests may keep the machine busy. */
    static final Duration PATIENCE = Duration.ofSeconds(90);

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();
    private final String control;
    private final List<String> controls = new ArrayList<>();
    private final String billing;
    private final String token;

    Operator(RunningWeir weir) {
        control = weir.get("controlUrl");
        for (var process : weir.ready().path("processes")) {
            if (!process.path("name").asText().startsWith("control-plane")) continue;
            controls.add(process.path("endpoint").asText());
        }
        billing = weir.get("billingUrl");
        token = weir.get("adminToken");
    }

    /** An environment and its key. */
    record Application(String environment, String apiKey) {
        KeepAliveClient at(URI endpoint) {
            return at(endpoint, Duration.ofSeconds(30));
        }

        KeepAliveClient at(URI endpoint, Duration patience) {
            return new KeepAliveClient(endpoint, apiKey, patience);
        }
    }

    /** Makes an environment with a key; {@code more} are further fields of it. */
    Application create(String name, String databaseUrl, Map<String, ?> more) throws IOException {
        var project = post("/v1/projects", Map.of("name", name)).path("id").asText();
        var wanted = new HashMap<String, Object>(more);
        wanted.putAll(Map.of("project", project, "name", name, "databaseUrl", databaseUrl));
        var id = post("/v1/environments", wanted).path("id").asText();
        var key = post("/v1/environments/" + id + "/keys", Map.of("name", name));
        return new Application(id, key.path("key").asText());
    }

    /**
     * Waits until these nodes know the key and so many nodes have said that they hold a grant.
     * Nothing is asked of the database.
     */
    void awaitPlaced(Application application, List<URI> endpoints, int nodes) {
        for (var endpoint : endpoints) {
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> {
                        try (var client = application.at(endpoint)) {
                            return client.get("/connection-info").status() == 200;
                        }
                    });
        }
        await().atMost(PATIENCE).until(() -> acknowledged(application) >= nodes);
    }

    private long acknowledged(Application application) throws IOException {
        var pools = get("/v1/environments/" + application.environment() + "/pools").path("items");
        long count = 0;
        for (var pool : pools) {
            if (pool.path("acknowledged").asInt() > 0) count++;
        }
        return count;
    }

    /** How many queries the meter has counted for an environment today. */
    long queriesMetered(Application application) throws IOException {
        var path = "/v1/usage?granularity=hour&environment=" + application.environment();
        return read(call("GET", billing + path, "")).path("total").path("queries").asLong();
    }

    /** Asks the management API. */
    JsonNode get(String path) throws IOException {
        return read(call("GET", control + path, ""));
    }

    /** Asks the management API of the first control plane that answers. */
    JsonNode getFromAny(String path) throws IOException {
        IOException failure = null;
        for (var each : controls) {
            try {
                return read(call("GET", each + path, ""));
            } catch (IOException e) {
                if (failure != null) e.addSuppressed(failure);
                failure = e;
            }
        }
        throw failure != null ? failure : new IOException("no control planes");
    }

    /** Asks the billing API. */
    JsonNode billing(String path) throws IOException {
        return read(call("GET", billing + path, ""));
    }

    /** Has the billing API make something. */
    JsonNode bill(String path, Map<String, ?> body) throws IOException {
        return read(call("POST", billing + path, JSON.writeValueAsString(body)));
    }

    /** Sets a budget, once the meter knows the project's environments. */
    void budget(String id, Map<String, ?> budget) throws IOException {
        var body = JSON.writeValueAsString(budget);
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> read(call("PUT", billing + "/v1/budgets/" + id, body)) != null);
    }

    /** Whether both APIs answer. */
    boolean isServed() {
        try {
            var usage = call("GET", billing + "/v1/usage?granularity=hour", "");
            return usage.statusCode() == 200
                    && call("GET", control + "/v1/environments", "").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private JsonNode post(String path, Map<String, ?> body) throws IOException {
        return read(call("POST", control + path, JSON.writeValueAsString(body)));
    }

    private static JsonNode read(HttpResponse<String> response) throws IOException {
        if (response.statusCode() / 100 == 2) return JSON.readTree(response.body());
        throw new IOException(response.uri().getPath() + ": " + response.body());
    }

    private HttpResponse<String> call(String method, String url, String body) throws IOException {
        var request =
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(LIMIT)
                        .header("authorization", "Bearer " + token)
                        .header("content-type", "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .build();
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
