package dev.weir.data.jdbc;

import dev.weir.data.database.DatabaseFault;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Refuses several statements in one text, of which the driver would run the first and drop the
 * rest.
 */
final class OneStatement {
    /** A trigger's body has semicolons of its own. */
    private static final Pattern TRIGGER =
            Pattern.compile(
                    "\\s*create\\s+(temp\\w*\\s+)?trigger\\b.*",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private OneStatement() {}

    static void check(String sql) {
        int end = sql.indexOf(';') < 0 ? sql.length() : afterFirst(sql);
        if (end < sql.length()
                && next(sql, end) < sql.length()
                && !TRIGGER.matcher(sql).matches()) {
            throw new DatabaseFault(
                    DatabaseFault.Kind.SERVER,
                    "SQLITE_ERROR",
                    "The supplied SQL string contains more than one statement",
                    Map.of("extendedCode", "1"));
        }
    }

    /** Where the text goes on behind its first semicolon that is not quoted. */
    private static int afterFirst(String sql) {
        int at = 0;
        while (at < sql.length()) {
            if (sql.charAt(at) == ';') return at + 1;
            int behind = skip(sql, at);
            at = behind > at ? behind : at + 1;
        }
        return at;
    }

    /** Where the next word begins: behind blanks, semicolons and comments. */
    private static int next(String sql, int from) {
        int at = from;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (Character.isWhitespace(c) || c == ';') {
                at++;
            } else if (sql.startsWith("--", at) || sql.startsWith("/*", at)) {
                at = skip(sql, at);
            } else {
                return at;
            }
        }
        return at;
    }

    /** Behind the quoted text or the comment that begins here; here, if none does. */
    private static int skip(String sql, int at) {
        if (sql.startsWith("--", at)) return behind(sql, "\n", at + 2);
        if (sql.startsWith("/*", at)) return behind(sql, "*/", at + 2);
        return switch (sql.charAt(at)) {
            case '\'' -> behind(sql, "'", at + 1);
            case '"' -> behind(sql, "\"", at + 1);
            case '`' -> behind(sql, "`", at + 1);
            case '[' -> behind(sql, "]", at + 1);
            default -> at;
        };
    }

    private static int behind(String sql, String end, int from) {
        int found = sql.indexOf(end, from);
        return found < 0 ? sql.length() : found + end.length();
    }
}
