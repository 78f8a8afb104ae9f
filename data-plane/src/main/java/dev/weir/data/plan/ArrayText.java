package dev.weir.data.plan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's text of an array of one dimension. Prisma's compiler casts lists of 64-bit integers
 * to text within the JSON of joined rows, where a JSON number would lose digits.
 */
final class ArrayText {
    private static final String NULL = "NULL";

    private final String text;
    private int at = 1;

    private ArrayText(String text) {
        this.text = text;
    }

    /** The elements as text; null if the text is no such array. */
    static @Nullable List<@Nullable String> read(String text) {
        return text.length() >= 2 && text.charAt(0) == '{' && text.endsWith("}")
                ? new ArrayText(text).elements()
                : null;
    }

    private @Nullable List<@Nullable String> elements() {
        var elements = new ArrayList<@Nullable String>();
        int end = text.length() - 1;
        while (at < end) {
            boolean quoted = text.charAt(at) == '"';
            var element = quoted ? quoted(end) : plain();
            elements.add(!quoted && element.equals(NULL) ? null : element);
            boolean more = at < end && text.charAt(at) == ',';
            if (at > end || (at < end && !more) || (more && at + 1 == end)) return null;
            at++;
        }
        return elements;
    }

    private String plain() {
        int from = at;
        while (",}\"{".indexOf(text.charAt(at)) < 0) at++;
        return text.substring(from, at);
    }

    private String quoted(int end) {
        var element = new StringBuilder();
        for (at++; at < end && text.charAt(at) != '"'; at++) {
            if (text.charAt(at) == '\\' && at + 1 < end) at++;
            element.append(text.charAt(at));
        }
        at++;
        return element.toString();
    }
}
