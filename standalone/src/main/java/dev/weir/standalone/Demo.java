package dev.weir.standalone;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.embedded.PrivateFile;
import dev.weir.runtime.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The environment that {@code ./weir up} made to be tried. An API key is shown once: this keeps it,
 * so that the next start can print the same.
 */
record Demo(String project, String environment, Secret apiKey, Secret databaseUrl) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAME = "demo";

    /** What an earlier start left; empty if there was none. */
    static Optional<Demo> read(Path file) throws IOException {
        if (!Files.exists(file)) return Optional.empty();
        var json = JSON.readTree(Files.readString(file));
        return Optional.of(
                new Demo(
                        json.path("project").asText(),
                        json.path("environment").asText(),
                        new Secret(json.path("apiKey").asText()),
                        new Secret(json.path("databaseUrl").asText())));
    }

    /** The environment of an earlier start if it has that database, or a new one. */
    static Demo ensure(ManagementApi api, Path file, String databaseUrl, int limit)
            throws IOException {
        var known = read(file);
        if (known.isPresent() && known.get().isThere(api, databaseUrl)) return known.get();
        var made = create(api, databaseUrl, limit);
        made.write(file);
        return made;
    }

    private boolean isThere(ManagementApi api, String url) {
        return databaseUrl.value().equals(url)
                && api.find("/v1/environments/" + environment).isPresent();
    }

    /** Makes project, environment and key through the management API. */
    static Demo create(ManagementApi api, String databaseUrl, int limit) {
        var project = api.post("/v1/projects", Map.of("name", NAME)).path("id").asText();
        var environment =
                api.post(
                                "/v1/environments",
                                Map.of(
                                        "project",
                                        project,
                                        "name",
                                        NAME,
                                        "databaseUrl",
                                        databaseUrl,
                                        "connectionLimit",
                                        limit,
                                        "databaseLimit",
                                        limit))
                        .path("id")
                        .asText();
        var key =
                api.post("/v1/environments/" + environment + "/keys", Map.of("name", NAME))
                        .path("key")
                        .asText();
        return new Demo(project, environment, new Secret(key), new Secret(databaseUrl));
    }

    /** Keeps it, for the file's owner alone. */
    void write(Path file) throws IOException {
        PrivateFile.write(
                file,
                JSON.writeValueAsString(
                        Map.of(
                                "project",
                                project,
                                "environment",
                                environment,
                                "apiKey",
                                apiKey.value(),
                                "databaseUrl",
                                databaseUrl.value())));
    }
}
