package dev.weir.data.pg.wire;

import dev.weir.data.effects.SqlScanner;
import dev.weir.data.effects.SqlScanner.Token;
import java.util.ArrayDeque;
import java.util.Set;

/**
 * Decides by a statement's text whether its parameters are used as values only: compared with a
 * column, inserted, assigned, a limit, or cast by the text itself. Elsewhere (in arithmetic, as a
 * function's argument, in the list of a SELECT) the parameter's type decides what the expression
 * means, so that a name parsed with a type that is no longer the column's may compute something
 * else, without an error.
 */
final class DirectParameters {
    /** Longer texts are not read. */
    private static final int MAX_LENGTH = 16 << 10;

    private static final String OPERATOR_CHARACTERS = "~!@#^&|`?+-*/%<>=";
    private static final Set<String> COMPARISONS = Set.of("=", "<>", "!=", "<", ">", "<=", ">=");
    private static final Set<String> BEFORE_VALUE =
            Set.of("like", "ilike", "limit", "offset", "between", "and", "symmetric");
    private static final Set<String> BEFORE_COMPARISON =
            Set.of("where", "and", "or", "on", "not", "having", "when", "(");
    private static final Set<String> LISTS = Set.of("in", "values");
    private static final Set<String> AFTER =
            Set.of(
                    "",
                    ")",
                    ",",
                    ";",
                    "and",
                    "or",
                    "order",
                    "group",
                    "limit",
                    "offset",
                    "returning",
                    "on",
                    "where",
                    "from",
                    "for",
                    "then",
                    "union",
                    "except",
                    "intersect",
                    "fetch",
                    "having",
                    "window",
                    "::");

    private final SqlScanner tokens;
    private final ArrayDeque<Boolean> listed = new ArrayDeque<>();

    /** Whether a list of values has just ended, and perhaps another one begins: VALUES (…), (…). */
    private boolean behindList;

    private Token kind = Token.END;
    private String text = "";
    private int end;
    private Token pendingKind = Token.END;
    private String pending = "";
    private boolean hasPending;

    private DirectParameters(String sql) {
        tokens = new SqlScanner(sql);
    }

    /** Whether each parameter is used as a value only, for certain. */
    static boolean only(String sql) {
        return sql.length() <= MAX_LENGTH && new DirectParameters(sql).only();
    }

    private boolean only() {
        String before = "";
        for (advance(); kind != Token.END; ) {
            if (kind == Token.BROKEN) {
                return false;
            }
            boolean parameter = kind == Token.VALUE && text.equals("$");
            String current = text;
            if (current.equals("(")) {
                listed.push(LISTS.contains(before) || (before.equals(",") && behindList));
            } else if (current.equals(")") && !listed.isEmpty()) {
                behindList = listed.pop();
            } else if (!current.equals(",")) {
                behindList = false;
            }
            advance();
            if (parameter && !isDirect(before, text)) {
                return false;
            }
            before = current;
        }
        return true;
    }

    private boolean inList() {
        return !listed.isEmpty() && listed.peek();
    }

    private boolean isDirect(String before, String after) {
        if (after.equals("::")) {
            return true;
        }
        if (COMPARISONS.contains(after)) {
            return BEFORE_COMPARISON.contains(before);
        }
        boolean value =
                COMPARISONS.contains(before)
                        || BEFORE_VALUE.contains(before)
                        || ((before.equals("(") || before.equals(",")) && inList());
        return value && AFTER.contains(after);
    }

    /** The next token, an operator as a whole. */
    private void advance() {
        if (hasPending) {
            kind = pendingKind;
            text = pending;
            hasPending = false;
        } else {
            scan();
            kind = pendingKind;
            text = pending;
        }
        if (kind != Token.SYMBOL || !isOperator(text)) {
            return;
        }
        var operator = new StringBuilder(text);
        int at = end;
        scan();
        while (pendingKind == Token.SYMBOL && tokens.start() == at && isOperator(pending)) {
            operator.append(pending);
            at++;
            scan();
        }
        text = operator.toString();
        hasPending = true;
    }

    private void scan() {
        pendingKind = tokens.next();
        pending =
                switch (pendingKind) {
                    case WORD -> tokens.word();
                    case QUOTED -> "\"";
                    case VALUE -> tokens.isParameter() ? "$" : "'";
                    case SYMBOL -> String.valueOf(tokens.symbol());
                    case BROKEN, END -> "";
                };
        end = pendingKind == Token.SYMBOL ? tokens.start() + 1 : 0;
        hasPending = false;
    }

    private static boolean isOperator(String symbol) {
        return symbol.equals(":") || OPERATOR_CHARACTERS.contains(symbol);
    }
}
