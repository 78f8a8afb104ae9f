package dev.weir.data.plan;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Comments for statements in the form of the sqlcommenter specification. */
public final class SqlComment {
    private static final String UNRESERVED = "-_.!~*'()";

    private SqlComment() {}

    /**
     * A comment that carries the tags, sorted by key, keys and values percent-encoded: no tag can
     * end the comment.
     *
     * @return for example <code>/&#42;action='show',app='shop'&#42;/</code>; empty when there are
     *     no tags
     */
    public static String of(Map<String, String> tags) {
        return tags.isEmpty()
                ? ""
                : new TreeMap<>(tags)
                        .entrySet().stream()
                                .map(tag ->
                                        encode(tag.getKey())
                                                + "='"
                                                + encode(tag.getValue()).replace("'", "\\'")
                                                + "'")
                                .collect(Collectors.joining(",", "/*", "*/"));
    }

    private static String encode(String text) {
        var encoded = new StringBuilder(text.length() + 16);
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            if (c < 128 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
                encoded.append(c);
            } else {
                encoded.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return encoded.toString();
    }
}
