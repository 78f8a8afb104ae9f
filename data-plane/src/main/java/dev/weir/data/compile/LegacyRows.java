package dev.weir.data.compile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.weir.data.plan.JsonOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Raw results for clients before 5.17: a list of rows with the column's name and type at each
 * value, where later ones want columns, types and rows apart.
 */
public final class LegacyRows {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String ARRAY = "-array";

    private LegacyRows() {}

    /** Whether a client of that version wants them. */
    public static boolean wanted(int major, int minor) {
        return major < 5 || (major == 5 && minor < 17);
    }

    /** Rewrites a result that begins with {@code columns} and {@code types}. */
    public static void write(byte[] json, int from, int to, JsonOutput out) {
        try (var parser = JSON.createParser(json, from, to - from)) {
            List<String> columns = List.of();
            List<String> types = List.of();
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "columns" -> columns = texts(parser);
                    case "types" -> types = texts(parser);
                    default -> rows(parser, columns, types, out);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("written by ourselves", e);
        }
    }

    private static List<String> texts(JsonParser parser) throws IOException {
        var texts = new ArrayList<String>();
        while (parser.nextToken() != JsonToken.END_ARRAY) texts.add(parser.getText());
        return texts;
    }

    private static void rows(
            JsonParser parser, List<String> columns, List<String> types, JsonOutput out)
            throws IOException {
        out.raw('[');
        char before = ' ';
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (before == ',') out.raw(before);
            before = ',';
            out.raw('{');
            for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                if (i > 0) out.raw(',');
                out.string(columns.get(i)).raw(':');
                cell(parser, types.get(i), out);
            }
            out.raw('}');
        }
        out.raw(']');
    }

    private static void cell(JsonParser parser, String type, JsonOutput out) throws IOException {
        boolean none = parser.currentToken() == JsonToken.VALUE_NULL;
        boolean array = type.endsWith(ARRAY);
        out.raw("{\"prisma__type\":\"").raw(none ? "null" : array ? "array" : type);
        out.raw("\",\"prisma__value\":");
        if (array && !none) {
            var element = type.substring(0, type.length() - ARRAY.length());
            out.raw('[');
            for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                if (i > 0) out.raw(',');
                cell(parser, element, out);
            }
            out.raw(']');
        } else {
            copy(parser, out);
        }
        out.raw('}');
    }

    private static void copy(JsonParser parser, JsonOutput out) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_STRING -> out.string(parser.getText());
            case START_OBJECT -> {
                out.raw('{');
                char before = ' ';
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    if (before == ',') out.raw(before);
                    before = ',';
                    out.string(parser.currentName()).raw(':');
                    parser.nextToken();
                    copy(parser, out);
                }
                out.raw('}');
            }
            case START_ARRAY -> {
                out.raw('[');
                for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                    if (i > 0) out.raw(',');
                    copy(parser, out);
                }
                out.raw(']');
            }
            default -> out.raw(parser.getText());
        }
    }
}
