package dev.weir.data.effects;

import java.util.Set;

/**
 * Decides of an opening parenthesis, by the tokens before it, whether it can begin the arguments of
 * a function with effects. Keywords that PostgreSQL lets be names of functions ({@code
 * pg_get_keywords()}: unreserved, or of types and functions) are syntax only where no call can
 * stand.
 */
final class Openings {
    /** Stands for a name in double quotes. */
    static final String QUOTED = "\"";

    /** Stands for a literal or a parameter. */
    static final String VALUE = "'";

    /** Keywords that are never names of functions: reserved ones and those of columns' names. */
    private static final Set<String> SYNTAX =
            Set.of(
                    """
                    all and any array as asymmetric between both case cast coalesce collate distinct
                    else end except exists extract for from grouping greatest group having in
                    intersect interval into lateral leading least limit not nullif offset on only or
                    order overlay position returning row select some substring symmetric table then
                    to trailing treat trim union using values when where window with

                    bigint bit boolean char character dec decimal float int integer numeric
                    precision real smallint time timestamp varchar
                    """
                            .strip()
                            .split("\\s+"));

    private static final Set<String> JOINED =
            Set.of("left", "right", "inner", "outer", "full", "cross", "natural");

    private static final Set<String> LISTED = Set.of("order", "group", "partition");

    private Openings() {}

    /** Whether a parenthesis behind these tokens, the newest first, begins no call with effects. */
    static boolean isHarmless(String last, String before, String third) {
        if (before.equals(".") && isName(last)) return false;
        return switch (last) {
            case QUOTED -> false;
            case "over", "filter" -> before.equals(")");
            case "by" -> LISTED.contains(before);
            case "join" -> JOINED.contains(before) || before.equals(QUOTED) || before.equals(")");
            case "materialized" -> isOfCte(last, before, third);
            default ->
                    !isName(last)
                            || SYNTAX.contains(last)
                            || HarmlessFunctions.NAMES.contains(last);
        };
    }

    /** Whether the parenthesis opens a CTE's statement, where a list of CTEs is read. */
    static boolean isOfCte(String last, String before, String third) {
        return switch (last) {
            case "as" -> true;
            case "materialized" ->
                    before.equals("as") || (before.equals("not") && third.equals("as"));
            default -> false;
        };
    }

    private static boolean isName(String token) {
        return !token.isEmpty() && SqlScanner.startsWord(token.charAt(0));
    }
}
