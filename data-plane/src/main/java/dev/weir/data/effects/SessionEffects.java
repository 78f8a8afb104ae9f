package dev.weir.data.effects;

import dev.weir.data.effects.SqlScanner.Token;
import java.util.Set;

/**
 * Reads from a statement's text whether it can have changed the session that it ran in: settings,
 * advisory locks, temporary tables, cursors, listening. Only certainty counts: a statement that
 * reads or writes rows, and calls by name none but {@link HarmlessFunctions}. Every other statement
 * is taken to change its session, which costs a reset and no correctness.
 *
 * <p>Calls that the text does not show are out of its sight: functions that a trigger, a view, a
 * policy, a default, an operator or a cast calls, a column that is a function of its row, and a
 * function of the application's own with the name of a harmless one.
 */
public final class SessionEffects {
    private static final Set<String> FIRST =
            Set.of(
                    "select", "insert", "update", "delete", "with", "values", "table", "merge",
                    "show");

    /** Words that begin the statement proper behind a list of common table expressions. */
    private static final Set<String> PROPER =
            Set.of("select", "insert", "update", "delete", "values", "table", "merge");

    /** Words of a statement that writes rows, or locks them and so may wait for others. */
    private static final Set<String> WRITING =
            Set.of("insert", "update", "delete", "merge", "share", "show");

    /** Longer texts are not read. */
    private static final int MAX_LENGTH = 64 << 10;

    /** The effect of a statement, as far as its text shows it. */
    public enum Effect {
        /** The statement reads rows, and changes and locks nothing. */
        READS,
        /**
         * The statement may write or lock rows, or shows a setting, which is another where reads
         * share a connection; it leaves its session as it found it.
         */
        WRITES,
        /** The statement may change its session. */
        CHANGES
    }

    private final SqlScanner tokens;
    private int depth;
    private boolean started;
    private boolean writes;
    private boolean joins;
    private boolean distinctOn;

    /** Whether the next word begins a statement: the text's own, or that of a CTE. */
    private boolean begins = true;

    /** Whether the statement proper is still to come, behind a list of CTEs. */
    private boolean inWithList;

    /** Whether the last token was the INSERT or MERGE that begins a statement. */
    private boolean intoMayFollow;

    /** Whether the last tokens are the name of the table that INTO introduces. */
    private boolean inTarget;

    // The last three tokens, the newest first.
    private String last = "";
    private String before = "";
    private String third = "";

    private SessionEffects(String sql) {
        tokens = new SqlScanner(sql);
    }

    /** Whether the statement leaves its session as it found it, for certain. */
    public static boolean none(String sql) {
        return of(sql) != Effect.CHANGES;
    }

    /** The statement's effect. */
    public static Effect of(String sql) {
        if (sql.length() > MAX_LENGTH) return Effect.CHANGES;
        var effects = new SessionEffects(sql);
        if (!effects.none()) return Effect.CHANGES;
        return effects.writes ? Effect.WRITES : Effect.READS;
    }

    /** Whether the statement begins, ends or prepares a transaction, by its first words. */
    public static boolean controlsTransaction(String sql) {
        var tokens = new SqlScanner(sql);
        if (tokens.next() != Token.WORD) return false;
        return switch (tokens.word()) {
            case "begin", "start", "commit", "end", "rollback", "abort" -> true;
            case "prepare" -> tokens.next() == Token.WORD && tokens.word().equals("transaction");
            default -> false;
        };
    }

    private boolean none() {
        for (var token = tokens.next(); token != Token.END; token = tokens.next()) {
            if (last.equals(";") || !allows(token)) return false;
        }
        return started;
    }

    private boolean allows(Token token) {
        return switch (token) {
            case WORD -> allowsWord(tokens.word());
            case QUOTED -> shift(Openings.QUOTED);
            case VALUE -> shift(Openings.VALUE);
            case SYMBOL -> allowsSymbol(tokens.symbol());
            case BROKEN, END -> false;
        };
    }

    private boolean allowsWord(String word) {
        if (!started && !FIRST.contains(word)) return false;
        boolean proper = inWithList && depth == 0 && PROPER.contains(word);
        if (word.equals("into")) {
            // SELECT … INTO makes a table, perhaps a temporary one.
            if (!intoMayFollow) return false;
            inTarget = true;
        } else if (!last.equals(".") && !last.equals("into")) {
            inTarget = false;
        }
        boolean inserts = word.equals("insert") || word.equals("merge");
        boolean begun = begins || proper;
        inWithList = started ? inWithList && !proper : depth == 0 && word.equals("with");
        started = true;
        begins = false;
        writes |= WRITING.contains(word);
        joins |= word.equals("join") || word.equals("merge");
        distinctOn |= word.equals("on") && last.equals("distinct");
        shift(word);
        intoMayFollow = begun && inserts;
        return true;
    }

    private boolean allowsSymbol(char symbol) {
        if (symbol == '(') {
            if (!begins && !inTarget && !isConflictTarget() && !isHarmless()) return false;
            begins |= inWithList && depth == 0 && Openings.isOfCte(last, before, third);
            depth++;
        } else {
            begins = false;
            if (symbol == ')') depth--;
        }
        if (symbol != '.') inTarget = false;
        return shift(String.valueOf(symbol));
    }

    /** Behind DISTINCT ON (…) an expression begins; behind any other parenthesis none does. */
    private boolean isHarmless() {
        boolean expression = before.equals(")") && distinctOn;
        return Openings.isHarmless(last, expression ? "" : before, third);
    }

    /** ON CONFLICT (…), which the condition of a join or a merge could be taken for. */
    private boolean isConflictTarget() {
        return last.equals("conflict") && before.equals("on") && !joins;
    }

    private boolean shift(String token) {
        if (token.equals(Openings.VALUE)) inTarget = false;
        intoMayFollow = false;
        third = before;
        before = last;
        last = token;
        return true;
    }
}
