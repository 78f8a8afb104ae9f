package dev.weir.events.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds what in a new version of a JSON Schema would break readers or records of the old one. */
final class SchemaChanges {
    private static final Set<String> LOWER = Set.of("minimum", "minLength", "minItems");
    private static final Set<String> UPPER = Set.of("maximum", "maxLength", "maxItems");
    private static final List<String> EXACT =
            List.of("type", "const", "pattern", "format", "$ref", "additionalProperties");

    private final List<String> breaking = new ArrayList<>();

    private SchemaChanges() {}

    /** One sentence each, saying where and what. */
    static List<String> breaking(JsonNode before, JsonNode after) {
        var changes = new SchemaChanges();
        changes.compare("", before, after);
        return changes.breaking;
    }

    private void compare(String path, JsonNode before, JsonNode after) {
        for (String keyword : EXACT) exact(path, keyword, before, after);
        for (String keyword : LOWER) bound(path, keyword, before, after, 1);
        for (String keyword : UPPER) bound(path, keyword, before, after, -1);
        words(path, before, after);
        required(path, before, after);
        properties(path, before.path("properties"), after.path("properties"));
        if (before.has("items") || after.has("items")) {
            compare(path + "[]", before.path("items"), after.path("items"));
        }
    }

    private void exact(String path, String keyword, JsonNode before, JsonNode after) {
        if (!before.path(keyword).equals(after.path(keyword))) {
            say(path, keyword + " was " + before.path(keyword) + ", is " + after.path(keyword));
        }
    }

    private void bound(String path, String keyword, JsonNode before, JsonNode after, int sign) {
        var old = before.path(keyword);
        var now = after.path(keyword);
        if (now.isMissingNode()) return;
        boolean narrower =
                old.isMissingNode() || sign * now.decimalValue().compareTo(old.decimalValue()) > 0;
        if (narrower) say(path, keyword + " was " + old + ", is " + now);
    }

    private void words(String path, JsonNode before, JsonNode after) {
        var now = texts(after.path("enum"));
        if (after.has("enum") && !before.has("enum")) say(path, "became an enum");
        for (String word : texts(before.path("enum"))) {
            if (after.has("enum") && !now.contains(word)) say(path, "lost the word " + word);
        }
    }

    private void required(String path, JsonNode before, JsonNode after) {
        var old = texts(before.path("required"));
        var now = texts(after.path("required"));
        for (String name : now) {
            if (!old.contains(name)) say(path + "." + name, "is required and was not");
        }
        for (String name : old) {
            if (!now.contains(name)) say(path + "." + name, "was required and is not");
        }
    }

    private void properties(String path, JsonNode before, JsonNode after) {
        for (var property : before.properties()) {
            var now = after.path(property.getKey());
            String where = path + "." + property.getKey();
            if (now instanceof MissingNode) say(where, "was removed or renamed");
            else compare(where, property.getValue(), now);
        }
    }

    private static Set<String> texts(JsonNode array) {
        var texts = new HashSet<String>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }

    private void say(String path, String what) {
        breaking.add((path.isEmpty() ? "schema" : path.substring(1)) + " " + what);
    }
}
