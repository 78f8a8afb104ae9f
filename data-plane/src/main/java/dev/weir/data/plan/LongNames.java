package dev.weir.data.plan;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The quoted names of a statement that are longer than PostgreSQL keeps. The server cuts each at 63
 * bytes, so a column comes back under a shorter name than the plan knows, and two names may become
 * the same. {@link #rewrite} gives those short names of their own, {@link #full} finds the plan's
 * name of a column.
 *
 * @param shortened what stands in a text in place of a name
 * @param full the plan's name by the one that the server answers
 */
record LongNames(Map<String, String> shortened, Map<String, String> full) {
    /** No name of the statement is too long. */
    static final LongNames NONE = new LongNames(Map.of(), Map.of());

    /** The server's limit, NAMEDATALEN - 1. */
    static final int MOST_BYTES = 63;

    /** Literals, so that what they quote is not taken for a name, and quoted names. */
    private static final Pattern TOKEN = Pattern.compile("'[^']*'|\"((?:[^\"]|\"\")*)\"");

    private static final String AS = " AS ";

    /** Of a statement in parts, none of which ends within a name. */
    static LongNames of(List<String> texts) {
        var found = new LinkedHashMap<String, Use>();
        for (var text : texts) find(text, found);
        return found.isEmpty() ? NONE : of(found);
    }

    /** How a name is used: as a column's or a table's new name, or as that of a table's column. */
    private record Use(boolean alias, boolean ofTable) {
        Use and(Use other) {
            return new Use(alias || other.alias, ofTable || other.ofTable);
        }
    }

    private static void find(String text, Map<String, Use> found) {
        if (text.length() <= MOST_BYTES) return;
        var token = TOKEN.matcher(text);
        int qualifiers = 0;
        int before = -1;
        while (token.find()) {
            var name = token.group(1);
            boolean qualified = token.start() == before && text.charAt(before - 1) == '.';
            qualifiers = qualified ? qualifiers + 1 : 0;
            before = token.end() + 1;
            if (name == null || name.length() * 3 <= MOST_BYTES || cut(name).equals(name)) continue;
            boolean alias = text.startsWith(AS, token.start() - AS.length());
            found.merge(name, new Use(alias, qualifiers > 1), Use::and);
        }
    }

    private static LongNames of(Map<String, Use> found) {
        var owners = new HashMap<String, String>();
        found.forEach((name, use) -> {
            if (use.ofTable || !use.alias) owners.putIfAbsent(cut(name), name);
        });
        var shortened = new HashMap<String, String>();
        var full = new HashMap<String, String>();
        for (var name : found.keySet()) {
            var owner = owners.computeIfAbsent(cut(name), _ -> name);
            var answered = owner.equals(name) ? cut(name) : "_weir_" + shortened.size();
            if (!owner.equals(name)) shortened.put(name, answered);
            full.put(answered, name);
        }
        return new LongNames(Map.copyOf(shortened), Map.copyOf(full));
    }

    /** The name as the server keeps it: whole characters of at most 63 bytes. */
    static String cut(String name) {
        var bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MOST_BYTES) return name;
        int end = MOST_BYTES;
        while ((bytes[end] & 0xC0) == 0x80) end--;
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    /** A part of the statement, with names that the server can tell apart. */
    String rewrite(String text) {
        return shortened.isEmpty()
                ? text
                : TOKEN.matcher(text)
                        .replaceAll(token -> {
                            var name =
                                    token.group(1) == null ? null : shortened.get(token.group(1));
                            return Matcher.quoteReplacement(
                                    name == null ? token.group() : '"' + name + '"');
                        });
    }

    /** The plan's name of a column that the server answered. */
    String full(String column) {
        return full.getOrDefault(column, column);
    }
}
