package dev.weir.events.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SchemaCompatibilityTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String ADVICE =
            "%s: records of the released version could not be read any more, or their readers not"
                    + " read new ones. Undo the change, or give the fact a new type with a higher"
                    + " version; see schema-baseline/README.md";

    @Test
    void everyReleasedTypeIsStillReadAsItWas() throws Exception {
        try (var files = Files.list(baseline())) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                String name = file.getFileName().toString();
                var now = getClass().getResourceAsStream("/dev/weir/events/schema/" + name);
                assertThat(now).as("%s is gone. " + ADVICE, name, name).isNotNull();
                try (now) {
                    assertThat(
                                    SchemaChanges.breaking(
                                            MAPPER.readTree(file.toFile()), MAPPER.readTree(now)))
                            .as(ADVICE, name)
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void everyTypeHasItsSchemaAndItsBaseline() throws Exception {
        for (var type : FactType.values()) {
            assertThat(schema(type).at("/properties/type/const").asText()).isEqualTo(type.text());
            var file = baseline().resolve(Path.of(type.schemaResource()).getFileName());
            assertThat(file)
                    .as("the schema of a new type is to be copied to schema-baseline/")
                    .exists();
        }
        assertThat(Arrays.stream(FactType.values()).map(FactType::schemaResource))
                .doesNotHaveDuplicates();
    }

    private JsonNode schema(FactType type) throws IOException {
        try (var in = getClass().getResourceAsStream(type.schemaResource())) {
            return MAPPER.readTree(Objects.requireNonNull(in, type.schemaResource()));
        }
    }

    private Path baseline() throws URISyntaxException {
        var folder = Objects.requireNonNull(getClass().getResource("/schema-baseline"));
        return Path.of(folder.toURI());
    }
}
