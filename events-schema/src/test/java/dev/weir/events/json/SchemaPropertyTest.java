package dev.weir.events.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class SchemaPropertyTest {
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Map<FactType, Schema> SCHEMAS =
            Arrays.stream(FactType.values())
                    .collect(Collectors.toMap(Function.identity(), SchemaPropertyTest::load));

    private final FactCodec codec = new FactCodec();

    private static Schema load(FactType type) {
        try (var in = SchemaPropertyTest.class.getResourceAsStream(type.schemaResource())) {
            return REGISTRY.getSchema(Objects.requireNonNull(in), InputFormat.JSON);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Property
    void everyEncodingKeepsToItsSchema(@ForAll FactType type, @ForAll long seed) {
        String json = new String(codec.encode(new AnyFact(seed).event(type)), UTF_8);

        assertThat(schema(type).validate(json, InputFormat.JSON)).as(json).isEmpty();
    }

    @Property
    void noEncodingKeepsToAnotherTypesSchema(
            @ForAll FactType type, @ForAll FactType other, @ForAll long seed) {
        String json = new String(codec.encode(new AnyFact(seed).event(type)), UTF_8);

        assertThat(schema(other).validate(json, InputFormat.JSON).isEmpty())
                .isEqualTo(type == other);
    }

    @Example
    void theSchemasAreNotVoid() {
        for (var type : FactType.values()) {
            assertThat(schema(type).validate("{}", InputFormat.JSON)).isNotEmpty();
        }
    }

    private static Schema schema(FactType type) {
        return Objects.requireNonNull(SCHEMAS.get(type));
    }
}
