package dev.weir.data.sql;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the header {@code Neon-Connection-String} says: {@code
 * postgresql://USER:PASSWORD@HOST[:PORT]/DATABASE[?OPTIONS]}. Host, port and options are the
 * driver's affair and are not kept.
 *
 * @param user decoded; empty if there is none
 * @param password decoded; null if there is none
 * @param database decoded; empty if there is none
 */
public record ConnectionString(String user, @Nullable String password, String database) {
    /** The longest that is read. */
    public static final int MAX_LENGTH = 4_096;

    /**
     * Reads the header.
     *
     * @throws BadRequest if it has another form
     */
    public static ConnectionString parse(String text) {
        int scheme = text.indexOf("://");
        boolean known =
                scheme > 0
                        && (text.startsWith("postgresql:") || text.startsWith("postgres:"))
                        && text.length() <= MAX_LENGTH;
        if (!known) throw malformed();
        int start = scheme + 3;
        int end = endOfAuthority(text, start);
        int at = text.lastIndexOf('@', end - 1);
        if (at < start) return new ConnectionString("", null, database(text, end));
        int colon = text.indexOf(':', start);
        boolean hasPassword = colon >= 0 && colon < at;
        return new ConnectionString(
                decoded(text, start, hasPassword ? colon : at),
                hasPassword ? decoded(text, colon + 1, at) : null,
                database(text, end));
    }

    private static int endOfAuthority(String text, int start) {
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '/' || c == '?' || c == '#') return i;
        }
        return text.length();
    }

    private static String database(String text, int slash) {
        if (slash >= text.length() || text.charAt(slash) != '/') return "";
        int end = slash + 1;
        while (end < text.length() && text.charAt(end) != '?' && text.charAt(end) != '#') end++;
        return decoded(text, slash + 1, end);
    }

    /** Undoes percent-encoding; a plus stays one, as in all but forms. */
    private static String decoded(String text, int from, int to) {
        if (text.indexOf('%', from) < 0 || text.indexOf('%', from) >= to) {
            return text.substring(from, to);
        }
        var bytes = text.substring(from, to).getBytes(StandardCharsets.UTF_8);
        var plain = new byte[bytes.length];
        int count = 0;
        for (int i = 0; i < bytes.length; i++) {
            byte next = bytes[i];
            if (next == '%') {
                if (i + 2 >= bytes.length) throw malformed();
                int value = 16 * digit(bytes[i + 1]) + digit(bytes[i + 2]);
                next = (byte) value;
                i += 2;
            }
            plain[count++] = next;
        }
        return new String(plain, 0, count, StandardCharsets.UTF_8);
    }

    private static int digit(byte c) {
        int value = Character.digit(c, 16);
        if (value < 0) throw malformed();
        return value;
    }

    private static BadRequest malformed() {
        return new BadRequest(
                "The header Neon-Connection-String is not of the form"
                        + " postgresql://environment:api-key@host/database.");
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "connection string of " + user;
    }
}
