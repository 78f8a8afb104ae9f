package dev.weir.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.runtime.Secret;
import dev.weir.standalone.machine.UpFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Calls a JSON API of Weir's with a bearer token. */
final class ManagementApi implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();
    private final String url;
    private final Secret token;

    /** Of the API at that URL, which has no path. */
    ManagementApi(String url, Secret token) {
        this.url = url;
        this.token = token;
    }

    /** What the API answered, whether it did what was asked or not. */
    record Reply(int status, String body) {
        boolean isSuccess() {
            return status / 100 == 2;
        }

        /** The body as JSON; a null node when it is none. */
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (JsonProcessingException e) {
                return JSON.nullNode();
            }
        }
    }

    /**
     * One request.
     *
     * @param path begins with a slash, with the query if there is one
     * @param body JSON, or null for none
     * @throws UpFailure when there is no answer
     */
    Reply call(String method, String path, @Nullable String body) {
        var request =
                HttpRequest.newBuilder(URI.create(url + path))
                        .timeout(LIMIT)
                        .header("authorization", "Bearer " + token.value())
                        .header("content-type", "application/json")
                        .header("accept", "application/json")
                        .method(
                                method.toUpperCase(Locale.ROOT),
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body))
                        .build();
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            return new Reply(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UpFailure("no answer from %s: %s".formatted(url, e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UpFailure("interrupted while calling " + url, e);
        }
    }

    /** What is at a path; nothing when it is not there. */
    Optional<JsonNode> find(String path) {
        var reply = call("GET", path, null);
        return reply.status() == 404 ? Optional.empty() : Optional.of(done(path, reply));
    }

    /** Posts, and answers what was made. */
    JsonNode post(String path, Map<String, ?> body) {
        try {
            return done(path, call("POST", path, JSON.writeValueAsString(body)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not to be written as JSON", e);
        }
    }

    private JsonNode done(String path, Reply reply) {
        if (reply.isSuccess()) return reply.json();
        throw new UpFailure(
                "%s%s answered %d: %s".formatted(url, path, reply.status(), reply.body()));
    }

    @Override
    public void close() {
        client.close();
    }
}
