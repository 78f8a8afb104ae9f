package dev.weir.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Holds an API to its OpenAPI 3.1 document: what is sent and answered must be described there. */
public final class OpenApiContract {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LOCATION = "urn:weir:api";
    private static final Pattern PLACE = Pattern.compile("\\{[^}]+}");
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    private final JsonNode document;
    private final SchemaRegistry schemas;
    private final Set<String> used = new TreeSet<>();

    /** The contract that a document makes. */
    public OpenApiContract(byte[] document) {
        var text = new String(document, StandardCharsets.UTF_8);
        this.document = read(text);
        schemas =
                SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_2020_12,
                        builder -> builder.schemas(id -> id.equals(LOCATION) ? text : null));
        assertThat(this.document.path("openapi").asText()).startsWith("3.1.");
    }

    /** All operations, for example {@code GET /v1/projects/{project}}. */
    public Set<String> operations() {
        var all = new TreeSet<String>();
        document.path("paths")
                .properties()
                .forEach(path ->
                        path.getValue()
                                .fieldNames()
                                .forEachRemaining(method -> {
                                    if (METHODS.contains(method)) {
                                        all.add(
                                                method.toUpperCase(Locale.ROOT)
                                                        + " "
                                                        + path.getKey());
                                    }
                                }));
        return all;
    }

    /** Those operations of which no successful answer was checked. */
    public Set<String> untried() {
        var rest = operations();
        rest.removeAll(used);
        return rest;
    }

    /**
     * Checks an exchange: a described operation, a described status, the described kind of body. A
     * body that was accepted must be what the document asks for.
     *
     * @param path with its query
     * @param sent the request's body; null: none
     */
    public void check(
            String method, String path, @Nullable String sent, HttpResponse<String> answer) {
        var template = template(method, path);
        if (template.isEmpty()) {
            assertThat(answer.statusCode()).as("%s %s", method, path).isIn(404, 405);
            conforms("#/components/schemas/Problem", answer.body());
            return;
        }
        var operation = operation(method, template.get());
        var what = method + " " + template.get() + " " + answer.statusCode();
        boolean success = answer.statusCode() < 300;
        if (success) used.add(method + " " + template.get());
        if (success && sent != null) {
            var schema = operation.at("/requestBody/content/application~1json/schema/$ref");
            assertThat(schema.isTextual()).as(what + ": a body is described").isTrue();
            conforms(schema.asText(), sent);
        }
        var responses = operation.path("responses");
        var response = responses.path(Integer.toString(answer.statusCode()));
        if (response.isMissingNode()) response = responses.path("default");
        assertThat(response.isMissingNode()).as(what + " is described").isFalse();
        if (response.has("$ref")) {
            response = document.at(response.path("$ref").asText().substring(1));
        }
        checkBody(what, response.path("content"), answer);
    }

    private void checkBody(String what, JsonNode content, HttpResponse<String> answer) {
        if (content.isMissingNode()) {
            assertThat(answer.body()).as(what).isEmpty();
            return;
        }
        var type = answer.headers().firstValue("content-type").orElse("none");
        int end = type.indexOf(';');
        var media = content.path(end < 0 ? type : type.substring(0, end));
        assertThat(media.isMissingNode()).as("%s: %s is described", what, type).isFalse();
        var schema = media.path("schema");
        if (schema.has("$ref")) {
            conforms(schema.path("$ref").asText(), answer.body());
        } else if (schema.path("type").asText().equals("object")) {
            assertThat(read(answer.body()).isObject()).as(what).isTrue();
        }
    }

    private void conforms(String reference, String json) {
        var errors =
                schemas.getSchema(SchemaLocation.of(LOCATION + reference))
                        .validate(json, InputFormat.JSON);
        assertThat(errors).as("%s as %s", json, reference).isEmpty();
    }

    private JsonNode operation(String method, String template) {
        return document.path("paths").path(template).path(method.toLowerCase(Locale.ROOT));
    }

    private Optional<String> template(String method, String path) {
        int query = path.indexOf('?');
        var plain = query < 0 ? path : path.substring(0, query);
        return document.path("paths").properties().stream()
                .map(entry -> entry.getKey())
                .filter(template -> matches(template, plain))
                .filter(template -> !operation(method, template).isMissingNode())
                .min((a, b) -> Boolean.compare(a.contains("{"), b.contains("{")));
    }

    private static boolean matches(String template, String path) {
        var pattern = PLACE.splitAsStream(template).map(Pattern::quote).toList();
        var regex = String.join("[^/]+", pattern) + (template.endsWith("}") ? "[^/]+" : "");
        return Pattern.matches(regex, path);
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
