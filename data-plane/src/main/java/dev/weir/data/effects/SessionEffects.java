package dev.weir.data.effects;

import java.util.Locale;
import java.util.Set;

/**
 * Tells by its text whether a statement can have changed the session that it ran in: settings,
 * advisory locks, temporary tables, cursors, listening. Only what is certain counts: a statement
 * that reads or writes rows and calls none but PostgreSQL's own harmless functions. All else is
 * taken to change something, which costs a reset and no correctness.
 *
 * <p>What it does not see are functions that a trigger, a view, a default or an operator calls.
 */
public final class SessionEffects {
    private static final Set<String> FIRST =
            Set.of(
                    "select", "insert", "update", "delete", "with", "values", "table", "merge",
                    "show");

    /** Longer texts are not looked at. */
    private static final int MAX_LENGTH = 64 << 10;

    /** What may stand before a parenthesis: functions and types without effects, and syntax. */
    private static final Set<String> HARMLESS =
            words(
                    """
                    all and any array as between by case cast check coalesce collate conflict cross
                    cube default delete distinct do else end escape except exists extract filter
                    from full greatest group grouping having ilike in inner insert intersect
                    interval into is join key lateral least left like limit materialized merge
                    natural not nullif offset on only or order over overlaps overlay partition
                    position recursive returning right rollup row rows select set sets similar some
                    substring symmetric then to treat trim union update using values when where
                    window with within
                    bigint bit bool boolean bpchar bytea char character date dec decimal double
                    float int integer json jsonb numeric precision real smallint text time
                    timestamp timestamptz timetz uuid varbit varchar varying without zone
                    abs acos age array_agg array_append array_cat array_length array_position
                    array_positions array_prepend array_remove array_replace array_to_json
                    array_to_string array_upper array_lower asin atan atan2 ascii avg bit_and bit_or
                    bit_length bool_and bool_or btrim cardinality cbrt ceil ceiling char_length
                    chr clock_timestamp concat concat_ws corr cos cot count covar_pop covar_samp
                    cume_dist current_database current_schema date_bin date_part date_trunc decode
                    degrees dense_rank div encode every exp first_value floor format
                    gen_random_uuid generate_series generate_subscripts get_bit get_byte
                    initcap isfinite json_agg json_array json_array_elements
                    json_array_elements_text json_array_length json_build_array json_build_object
                    json_each json_each_text json_extract_path json_extract_path_text json_object
                    json_object_agg json_object_keys json_populate_record json_populate_recordset
                    json_strip_nulls json_to_record json_to_recordset json_typeof jsonb_agg
                    jsonb_array_elements jsonb_array_elements_text jsonb_array_length
                    jsonb_build_array jsonb_build_object jsonb_each jsonb_each_text
                    jsonb_extract_path jsonb_extract_path_text jsonb_insert jsonb_object
                    jsonb_object_agg jsonb_object_keys jsonb_path_exists jsonb_path_match
                    jsonb_path_query jsonb_path_query_array jsonb_path_query_first jsonb_pretty
                    jsonb_set jsonb_strip_nulls jsonb_to_record jsonb_to_recordset jsonb_typeof
                    justify_days justify_hours justify_interval lag last_value lead length ln log
                    lower lpad ltrim make_date make_interval make_time make_timestamp
                    make_timestamptz max md5 min mod mode now nth_value ntile num_nonnulls num_nulls
                    octet_length parse_ident percent_rank percentile_cont percentile_disc
                    pg_column_size pg_sleep pg_typeof phraseto_tsquery pi plainto_tsquery power
                    quote_ident quote_literal quote_nullable radians random range_agg rank
                    regexp_count regexp_like regexp_match regexp_matches regexp_replace
                    regexp_split_to_array regexp_split_to_table regexp_substr regr_slope repeat
                    replace reverse round row_number row_to_json rpad rtrim scale sha224 sha256
                    sha384 sha512 sign sin split_part sqrt starts_with statement_timestamp stddev
                    stddev_pop stddev_samp string_agg string_to_array string_to_table strpos substr
                    sum tan timeofday timezone to_ascii to_char to_date to_hex to_json to_jsonb
                    to_number to_timestamp to_tsquery to_tsvector transaction_timestamp translate
                    trunc ts_headline ts_rank ts_rank_cd unnest upper uuidv4 uuidv7 var_pop var_samp
                    variance websearch_to_tsquery width_bucket xmlagg
                    """);

    private final String sql;
    private int at;
    private boolean writes;

    private SessionEffects(String sql) {
        this.sql = sql;
    }

    /** Words of what writes rows, or locks them and so may wait for others. */
    private static final Set<String> WRITING =
            Set.of("insert", "update", "delete", "merge", "share");

    /** What a statement does for certain, or may do. */
    public enum Effect {
        /** It reads rows, and changes and locks nothing. */
        READS,
        /** It may write or lock rows, but leaves its session as it found it. */
        WRITES,
        /** It may change its session. */
        CHANGES
    }

    /** Whether the statement leaves its session as it found it, for certain. */
    public static boolean none(String sql) {
        return of(sql) != Effect.CHANGES;
    }

    /** What the statement does. */
    public static Effect of(String sql) {
        if (sql.length() > MAX_LENGTH) return Effect.CHANGES;
        var effects = new SessionEffects(sql);
        if (!effects.none()) return Effect.CHANGES;
        return effects.writes ? Effect.WRITES : Effect.READS;
    }

    private boolean none() {
        boolean first = true;
        boolean named = false; // within the name that follows INTO
        String word = ""; // the last token, if it was part of a name
        String before = ""; // the token before it, likewise
        for (int kind = next(); kind != END; kind = next()) {
            switch (kind) {
                case BROKEN -> {
                    return false;
                }
                case WORD -> {
                    boolean nameEnds = !word.isEmpty() && !word.equals(".") && !word.equals("into");
                    if (nameEnds) named = false;
                    before = word;
                    word = sql.substring(start, at).toLowerCase(Locale.ROOT);
                    if (first && !FIRST.contains(word)) return false;
                    first = false;
                    writes |= WRITING.contains(word);
                    if (word.equals("into")) {
                        // SELECT … INTO makes a table, perhaps a temporary one.
                        if (!before.equals("insert") && !before.equals("merge")) return false;
                        named = true;
                    }
                }
                case QUOTED, '.' -> {
                    before = word;
                    word = kind == QUOTED ? "\"" : ".";
                }
                case '(' -> {
                    boolean called = !word.isEmpty() && !named; // as far as can be told
                    boolean qualified = before.equals(".");
                    if (called && (qualified || !HARMLESS.contains(word))) return false;
                    named = false;
                    before = word = "";
                }
                default -> {
                    if (kind == OTHER) named = false;
                    before = word = "";
                }
            }
        }
        return !first;
    }

    private static final int END = -1;
    private static final int BROKEN = -2;
    private static final int WORD = -3;
    private static final int QUOTED = -4;
    private static final int OTHER = -5;

    private int start;

    /** The next token: a kind, or the character itself. */
    private int next() {
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (sql.startsWith("--", at)) {
                int end = sql.indexOf('\n', at);
                at = end < 0 ? sql.length() : end + 1;
            } else if (sql.startsWith("/*", at)) {
                if (!skipComment()) return BROKEN;
            } else {
                return token(c);
            }
        }
        return END;
    }

    private int token(char c) {
        start = at;
        if (c == '\'') return skipQuoted('\'', false) ? OTHER : BROKEN;
        if (c == '"') return skipQuoted('"', false) ? QUOTED : BROKEN;
        if (c == '$') return dollar();
        if (Character.isLetter(c) || c == '_' || c >= 0x80) {
            while (at < sql.length() && isPart(sql.charAt(at))) at++;
            return prefixed() ? literal() : WORD;
        }
        at++;
        return c;
    }

    private static boolean isPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c >= 0x80;
    }

    /** Whether the word is the prefix of a string: E'…', B'…', X'…', N'…', U&'…'. */
    private boolean prefixed() {
        if (at >= sql.length()) return false;
        if (at - start != 1) return false;
        char prefix = Character.toLowerCase(sql.charAt(start));
        if (prefix == 'u' && sql.startsWith("&", at)) return true;
        return sql.charAt(at) == '\'' && "ebxn".indexOf(prefix) >= 0;
    }

    private int literal() {
        if (sql.charAt(at) == '&') return BROKEN; // rare: not worth its rules
        return skipQuoted('\'', Character.toLowerCase(sql.charAt(start)) == 'e') ? OTHER : BROKEN;
    }

    private boolean skipQuoted(char quote, boolean escapes) {
        at++;
        while (at < sql.length()) {
            char c = sql.charAt(at++);
            if (c == '\\' && escapes) {
                at++;
            } else if (c == quote) {
                if (at >= sql.length() || sql.charAt(at) != quote) return true;
                at++;
            }
        }
        return false;
    }

    /** A parameter, or a string in dollars. */
    private int dollar() {
        at++;
        if (at < sql.length() && Character.isDigit(sql.charAt(at))) {
            while (at < sql.length() && Character.isDigit(sql.charAt(at))) at++;
            return OTHER;
        }
        int end = at;
        while (end < sql.length() && isPart(sql.charAt(end)) && sql.charAt(end) != '$') end++;
        if (end >= sql.length() || sql.charAt(end) != '$') return BROKEN;
        var tag = sql.substring(at - 1, end + 1);
        int close = sql.indexOf(tag, end + 1);
        if (close < 0) return BROKEN;
        at = close + tag.length();
        return OTHER;
    }

    private boolean skipComment() {
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

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }
}
