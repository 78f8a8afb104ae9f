package dev.weir.runtime.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A path with places for values: {@code /v1/projects/{project}}. A last segment {@code {rest*}}
 * takes everything that follows, slashes included. A trailing slash counts.
 */
final class PathTemplate {
    private final String text;
    private final List<String> segments;
    private final boolean open;

    PathTemplate(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("path must begin with a slash: " + text);
        }
        this.text = text;
        this.segments = split(text);
        this.open = segments.getLast().endsWith("*}");
        checkNames();
    }

    private void checkNames() {
        var names = new HashSet<String>();
        for (String segment : segments) {
            if (isPlace(segment) && !names.add(nameOf(segment))) {
                throw new IllegalArgumentException("path must name a place once: " + text);
            }
        }
    }

    /** The values in its places, decoded, if the path fits. */
    Optional<Map<String, String>> match(String path) {
        var given = split(path);
        if (open ? given.size() < segments.size() : given.size() != segments.size()) {
            return Optional.empty();
        }
        var values = new HashMap<String, String>();
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            if (open && i == segments.size() - 1) {
                String rest = String.join("/", given.subList(i, given.size()));
                values.put(nameOf(segment), decode(rest));
            } else if (isPlace(segment)) {
                if (given.get(i).isEmpty()) return Optional.empty();
                values.put(nameOf(segment), decode(given.get(i)));
            } else if (!segment.equals(given.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }

    /** How many segments are written out, by which the more precise of two templates is found. */
    int fixedSegments() {
        return (int) segments.stream().filter(segment -> !isPlace(segment)).count();
    }

    @Override
    public String toString() {
        return text;
    }

    private static List<String> split(String path) {
        return List.of(path.substring(1).split("/", -1));
    }

    private static boolean isPlace(String segment) {
        return segment.startsWith("{") && segment.endsWith("}");
    }

    private static String nameOf(String segment) {
        int end = segment.length() - (segment.endsWith("*}") ? 2 : 1);
        return segment.substring(1, end);
    }

    private static String decode(String segment) {
        if (segment.indexOf('%') < 0) return segment;
        try {
            // In a path a plus is a plus.
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(
                            "broken-path",
                            "the path holds a % that is not followed by two hexadecimal digits",
                            "Percent-encode the path's values as UTF-8.")
                    .toException();
        }
    }
}
