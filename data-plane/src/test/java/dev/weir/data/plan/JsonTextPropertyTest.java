package dev.weir.data.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class JsonTextPropertyTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    @Property
    void whatIsLeftIsTheSameValueWrittenCompactly(@ForAll("values") JsonNode value)
            throws IOException {
        var spaced = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value);

        assertThat(JsonText.withoutBlanks(spaced)).isEqualTo(JSON.writeValueAsString(value));
    }

    @Provide
    Arbitrary<JsonNode> values() {
        return value(3);
    }

    private static Arbitrary<JsonNode> value(int depth) {
        Arbitrary<JsonNode> text = Arbitraries.strings().ofMaxLength(8).map(NODES::textNode);
        Arbitrary<JsonNode> number = Arbitraries.longs().map(NODES::numberNode);
        if (depth == 0) return Arbitraries.oneOf(text, number);
        Arbitrary<JsonNode> array =
                value(depth - 1)
                        .list()
                        .ofMaxSize(3)
                        .map(all -> {
                            var node = NODES.arrayNode();
                            all.forEach(node::add);
                            return node;
                        });
        Arbitrary<JsonNode> object =
                Arbitraries.maps(Arbitraries.strings().ofMaxLength(5), value(depth - 1))
                        .ofMaxSize(3)
                        .map(all -> {
                            var node = NODES.objectNode();
                            all.forEach(node::set);
                            return node;
                        });
        return Arbitraries.oneOf(text, number, array, object);
    }
}
