package dev.weir.events.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class FactCodecPropertyTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String MARK = "Qz7Marker";

    private final FactCodec codec = new FactCodec();

    @Property
    void readsWhatItWrote(@ForAll FactType type, @ForAll long seed) {
        var event = new AnyFact(seed).event(type);

        assertThat(codec.decode(codec.encode(event))).isEqualTo(new Decoded.Read(event));
    }

    @Property
    void ignoresFieldsThatItDoesNotKnow(@ForAll FactType type, @ForAll long seed)
            throws IOException {
        var event = new AnyFact(seed).event(type);
        var tree = (ObjectNode) MAPPER.readTree(codec.encode(event));
        objectsOf(tree).forEach(object -> object.put("unheardOf", MARK));

        assertThat(codec.decode(MAPPER.writeValueAsBytes(tree))).isEqualTo(new Decoded.Read(event));
    }

    @Property
    void refusesAMissingFieldByItsName(@ForAll FactType type, @ForAll long seed)
            throws IOException {
        var tree = (ObjectNode) MAPPER.readTree(codec.encode(new AnyFact(seed).event(type)));
        var field = anyRequired(tree, seed);
        field.object().remove(field.name());

        assertThat(refusal(tree)).contains(field.name()).contains("missing");
    }

    @Property
    void refusesAValueOfAnotherTypeWithoutRepeatingIt(@ForAll FactType type, @ForAll long seed)
            throws IOException {
        var tree = (ObjectNode) MAPPER.readTree(codec.encode(new AnyFact(seed).event(type)));
        var field = anyRequired(tree, seed);
        if (field.value().isTextual()) field.object().put(field.name(), 17);
        else field.object().put(field.name(), MARK);

        assertThat(refusal(tree)).contains(field.name()).doesNotContain(MARK);
    }

    @Property
    void neverThrowsWhateverTheBytes(@ForAll byte[] bytes) {
        assertThat(codec.decode(bytes)).isInstanceOf(Decoded.Refused.class);
    }

    @Property
    void neverThrowsOnADamagedEvent(
            @ForAll FactType type, @ForAll long seed, @ForAll byte damage, @ForAll int where) {
        byte[] bytes = codec.encode(new AnyFact(seed).event(type));
        bytes[Math.floorMod(where, bytes.length)] = damage;

        assertThat(codec.decode(bytes)).isNotNull();
    }

    private String refusal(JsonNode tree) throws JsonProcessingException {
        return switch (codec.decode(MAPPER.writeValueAsBytes(tree))) {
            case Decoded.Refused(var reason) -> reason;
            case Decoded.Read(var event) -> fail("read as " + event);
        };
    }

    private record Field(ObjectNode object, String name) {
        JsonNode value() {
            return object.get(name);
        }
    }

    private static Field anyRequired(ObjectNode tree, long seed) {
        var fields = new ArrayList<Field>();
        for (var object : objectsOf(tree)) {
            object.fieldNames().forEachRemaining(name -> fields.add(new Field(object, name)));
        }
        var optional =
                List.of("datacontenttype", "reaps", "term", "cumulativeQueries", "completeThrough");
        fields.removeIf(field -> optional.contains(field.name()));
        // Of a budget's facts it is optional, of all others it is not.
        if (tree.get("type").asText().contains("budget.")) {
            fields.removeIf(field -> field.name().equals("environment"));
        }
        return fields.get(new Random(seed).nextInt(fields.size()));
    }

    private static List<ObjectNode> objectsOf(JsonNode node) {
        var found = new ArrayList<ObjectNode>();
        collect(node, found);
        return found;
    }

    private static void collect(JsonNode node, List<ObjectNode> into) {
        if (node instanceof ObjectNode object) {
            into.add(object);
            for (var field : object.properties()) {
                // A decision's numbers are a map of free keys, and so have no fields.
                if (!field.getKey().equals("numbers")) collect(field.getValue(), into);
            }
        } else if (node instanceof ArrayNode array) {
            array.forEach(element -> collect(element, into));
        }
    }
}
