package dev.weir.data.effects;

/**
 * Cuts SQL into tokens as PostgreSQL's own scanner does ({@code src/backend/parser/scan.l}): white
 * space is ASCII only, {@code --} comments end at a carriage return too, block comments nest, and a
 * literal goes on after white space with a line break. A text that the two could read differently
 * is {@link Token#BROKEN}: one with Unicode escapes, an unterminated quote, or a backslash before a
 * quote in a plain literal, whose meaning depends on {@code standard_conforming_strings}.
 *
 * <p>One pass over one text. For one thread.
 */
public final class SqlScanner {
    /** The kinds of tokens. */
    public enum Token {
        /** A name or keyword without quotes: {@link #word}. */
        WORD,
        /** A name in double quotes. */
        QUOTED,
        /** A literal or a parameter. */
        VALUE,
        /** A single character of its own, part of an operator or punctuation: {@link #symbol}. */
        SYMBOL,
        /** The text cannot be read for certain. */
        BROKEN,
        END
    }

    private final String sql;
    private int at;
    private int start;

    /** Scans a text from its beginning. */
    public SqlScanner(String sql) {
        this.sql = sql;
    }

    /** The last token's text, folded to lower case as PostgreSQL folds it: ASCII letters only. */
    public String word() {
        var folded = new StringBuilder(at - start);
        for (int n = start; n < at; n++) {
            char c = sql.charAt(n);
            folded.append(c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c);
        }
        return folded.toString();
    }

    /** The place of the last token's first character in the text. */
    public int start() {
        return start;
    }

    /** The last token's first character. */
    public char symbol() {
        return sql.charAt(start);
    }

    /** Whether the last token, a value, is a parameter: a dollar sign and digits. */
    public boolean isParameter() {
        return sql.charAt(start) == '$' && start + 1 < at && isDigit(sql.charAt(start + 1));
    }

    /** The next token. After {@link Token#BROKEN} nothing more is to be asked. */
    public Token next() {
        while (at < sql.length()) {
            if (isSpace(sql.charAt(at))) {
                at++;
            } else if (sql.startsWith("--", at)) {
                skipLineComment();
            } else if (sql.startsWith("/*", at)) {
                if (!skipBlockComment()) return Token.BROKEN;
            } else {
                return token();
            }
        }
        return Token.END;
    }

    private Token token() {
        start = at;
        char c = sql.charAt(at);
        return switch (c) {
            case '\0' -> Token.BROKEN;
            case '\'' -> literal(false);
            case '"' -> skipQuoted('"', false) ? Token.QUOTED : Token.BROKEN;
            case '$' -> dollar();
            default -> {
                if (!startsWord(c)) {
                    at++;
                    yield Token.SYMBOL;
                }
                while (at < sql.length() && isPart(sql.charAt(at))) at++;
                yield word(c);
            }
        };
    }

    /** A word, or the prefix of a literal: E'…', B'…', X'…', N'…', U&'…', U&"…". */
    private Token word(char first) {
        if (at - start != 1 || at >= sql.length()) return Token.WORD;
        char next = sql.charAt(at);
        return switch (first) {
            case 'e', 'E' -> next == '\'' ? literal(true) : Token.WORD;
            case 'n', 'N' -> next == '\'' ? literal(false) : Token.WORD;
            case 'b', 'B', 'x', 'X' -> next == '\'' ? bits() : Token.WORD;
            case 'u', 'U' -> next == '&' && isUnicode() ? Token.BROKEN : Token.WORD;
            default -> Token.WORD;
        };
    }

    private boolean isUnicode() {
        return sql.startsWith("'", at + 1) || sql.startsWith("\"", at + 1);
    }

    /** A literal with all its continuations. */
    private Token literal(boolean escapes) {
        do {
            if (!skipQuoted('\'', escapes)) return Token.BROKEN;
        } while (continues());
        return Token.VALUE;
    }

    private Token bits() {
        int end = sql.indexOf('\'', at + 1);
        if (end < 0) return Token.BROKEN;
        for (int n = at + 1; n < end; n++) {
            if (Character.digit(sql.charAt(n), 16) < 0) return Token.BROKEN;
        }
        at = end + 1;
        return continues() ? Token.BROKEN : Token.VALUE;
    }

    /** Whether a literal goes on behind white space with a line break; then stands at its quote. */
    private boolean continues() {
        int before = at;
        boolean line = false;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (isSpace(c)) {
                line |= c == '\n' || c == '\r';
                at++;
            } else if (sql.startsWith("--", at)) {
                skipLineComment();
            } else {
                break;
            }
        }
        if (line && at < sql.length() && sql.charAt(at) == '\'') return true;
        at = before;
        return false;
    }

    private boolean skipQuoted(char quote, boolean escapes) {
        at++;
        while (at < sql.length()) {
            char c = sql.charAt(at++);
            if (c == '\\' && quote == '\'') {
                if (!escapes && sql.startsWith("'", at)) return false;
                if (escapes) at++;
            } else if (c == quote) {
                if (at >= sql.length() || sql.charAt(at) != quote) return true;
                at++;
            }
        }
        return false;
    }

    /** A parameter, or a literal in dollars. */
    private Token dollar() {
        at++;
        if (at < sql.length() && isDigit(sql.charAt(at))) {
            while (at < sql.length() && isDigit(sql.charAt(at))) at++;
            return Token.VALUE;
        }
        int end = at;
        while (end < sql.length() && isTag(sql.charAt(end))) end++;
        if (end >= sql.length() || sql.charAt(end) != '$') return Token.BROKEN;
        var tag = sql.substring(at - 1, end + 1);
        int close = sql.indexOf(tag, end + 1);
        if (close < 0) return Token.BROKEN;
        at = close + tag.length();
        return Token.VALUE;
    }

    private void skipLineComment() {
        while (at < sql.length() && sql.charAt(at) != '\n' && sql.charAt(at) != '\r') at++;
    }

    private boolean skipBlockComment() {
        int depth = 0;
        while (at < sql.length()) {
            if (sql.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (sql.startsWith("*/", at)) {
                depth--;
                at += 2;
                if (depth == 0) return true;
            } else {
                at++;
            }
        }
        return false;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean startsWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    }

    private static boolean isTag(char c) {
        return startsWord(c) || isDigit(c);
    }

    private static boolean isPart(char c) {
        return isTag(c) || c == '$';
    }
}
