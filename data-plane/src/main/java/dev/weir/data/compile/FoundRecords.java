package dev.weir.data.compile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.weir.data.plan.JsonOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The records that merged look-ups found, to be dealt to those who asked for them. */
public final class FoundRecords {
    private static final JsonFactory JSON = new JsonFactory();

    private final LookUps lookUps;
    private final byte[] json;
    private final Map<List<Object>, int[]> records = new HashMap<>();

    private FoundRecords(LookUps lookUps, byte[] json) {
        this.lookUps = lookUps;
        this.json = json;
    }

    /**
     * Takes the query's answer apart.
     *
     * @param json a list of records, as Weir writes it: without blanks
     * @return null if there is a record that nobody asked for by that value, as where a column's
     *     type takes several values for the same: then nobody can say whose it is
     */
    public static @Nullable FoundRecords of(LookUps lookUps, byte[] json, int length) {
        var found = new FoundRecords(lookUps, json);
        try (var parser = JSON.createParser(json, 0, length)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.START_OBJECT) found.record(parser);
        } catch (IOException e) {
            throw new UncheckedIOException("written by ourselves", e);
        }
        return new HashSet<>(lookUps.keys()).containsAll(found.records.keySet()) ? found : null;
    }

    private void record(JsonParser parser) throws IOException {
        var key = new Object[lookUps.fields().size()];
        var pieces = new ArrayList<Integer>();
        int from = at(parser) + 1;
        boolean hidden = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            int start = at(parser);
            if (hidden) from = start;
            var name = parser.currentName();
            int part = lookUps.fields().indexOf(name);
            parser.nextToken();
            if (part >= 0) key[part] = value(parser);
            else parser.skipChildren();
            hidden = lookUps.hidden().contains(name);
            if (hidden && start > from) {
                pieces.add(from);
                pieces.add(start - 1); // without the comma
            }
        }
        if (!hidden) {
            pieces.add(from);
            pieces.add(at(parser));
        }
        var bounds = pieces.stream().mapToInt(Integer::intValue).toArray();
        records.putIfAbsent(Arrays.asList(key), bounds);
    }

    private static int at(JsonParser parser) {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_STRING -> parser.getText();
            case START_OBJECT -> {
                var members = new HashMap<String, @Nullable Object>();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    var name = parser.currentName();
                    members.put(name, parser.nextTextValue());
                }
                yield LookUps.comparable(members);
            }
            default -> null;
        };
    }

    /**
     * Writes the record that a look-up asked for.
     *
     * @return false if there is none, and nothing was written
     */
    public boolean write(int lookUp, JsonOutput out) {
        var bounds = records.get(lookUps.keys().get(lookUp));
        if (bounds == null) return false;
        out.raw('{');
        for (int i = 0; i < bounds.length; i += 2) {
            if (i > 0) out.raw(',');
            out.raw(json, bounds[i], bounds[i + 1] - bounds[i]);
        }
        out.raw('}');
        return true;
    }
}
