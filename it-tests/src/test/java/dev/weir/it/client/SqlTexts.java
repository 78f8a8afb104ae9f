package dev.weir.it.client;

import java.util.List;
import java.util.Random;

/**
 * Makes SQL texts: mostly statements of PostgreSQL's grammar, with the lexical rarities where a
 * reader of one's own goes wrong (literals that go on after a line break, comments that end at a
 * carriage return, keywords as names, names that look like functions), and every third one damaged.
 * The same seed gives the same texts.
 */
final class SqlTexts {
    private static final List<String> NAMES =
            List.of(
                    "t",
                    "u",
                    "a",
                    "b",
                    "\"a\"",
                    "\"A b\"",
                    "s.t",
                    "insert",
                    "update",
                    "over",
                    "filter",
                    "by",
                    "conflict",
                    "materialized",
                    "key",
                    "text",
                    "date",
                    "lower",
                    "log",
                    "rank",
                    "mine",
                    "t1$",
                    "é",
                    "\"insert\"",
                    "values2",
                    "ran\u212A");
    private static final List<String> FUNCTIONS =
            List.of(
                    "lower",
                    "LOWER",
                    "log",
                    "trunc",
                    "replace",
                    "count",
                    "sum",
                    "coalesce",
                    "mine",
                    "set_config",
                    "nextval",
                    "pg_advisory_lock",
                    "\"lower\"",
                    "\"Lower\"",
                    "s.lower",
                    "pg_catalog.lower",
                    "pg_catalog . lower",
                    "update",
                    "insert",
                    "over",
                    "filter",
                    "by",
                    "conflict",
                    "materialized",
                    "key",
                    "set",
                    "join",
                    "like",
                    "ilike",
                    "is",
                    "cube",
                    "rollup",
                    "within",
                    "escape",
                    "left",
                    "right",
                    "text",
                    "ran\u212A",
                    "json_build_object",
                    "to_char",
                    "now",
                    "max",
                    "e",
                    "u",
                    "position2",
                    "delete",
                    "values2",
                    "partition",
                    "rows",
                    "do",
                    "rank",
                    "format",
                    "overlaps");
    private static final List<String> GAPS =
            List.of(
                    " ",
                    " ",
                    " ",
                    " ",
                    " ",
                    "\n",
                    "\r",
                    "\t",
                    "\f",
                    "  ",
                    "/* c */",
                    "/* ' */",
                    "/* /* n */ \" */",
                    "-- c\n",
                    "-- '\r",
                    "-- \"\n",
                    "--\r\n",
                    "/*--*/",
                    "\u000b");
    private static final List<String> LITERALS =
            List.of(
                    "1",
                    "1.5",
                    ".5",
                    "1e5",
                    "'x'",
                    "''",
                    "'it''s'",
                    "E'\\''",
                    "e'a\\\\'",
                    "'a'\n'b'",
                    "E'a'\n'\\''",
                    "E'a'\r-- c\n'\\' set_config('",
                    "'a\\b'",
                    "'a\\'",
                    "$1",
                    "$2",
                    "$$x$$",
                    "$q$ ' $q$",
                    "$$ set_config('a') $$",
                    "B'01'",
                    "x'1F'",
                    "n'y'",
                    "U&'\\0041'",
                    "null",
                    "true",
                    "'{}'",
                    "'a' -- c\r'b'",
                    "'--'",
                    "'/*'",
                    "$é$'$é$",
                    "'b'\n/* c */'d'",
                    "X'zz'",
                    "current_user",
                    "current_date");
    private static final List<String> OPERATORS =
            List.of(
                    "+",
                    "-",
                    "*",
                    "||",
                    "=",
                    "<>",
                    "->",
                    "->>",
                    "@>",
                    "<",
                    "and",
                    "or",
                    "like",
                    "ilike",
                    "not like",
                    "is distinct from",
                    "in",
                    "~",
                    "operator(pg_catalog.+)",
                    "similar to",
                    "::text::",
                    "between 1 and",
                    "at time zone",
                    "collate \"C\" ||");

    private final Random random;

    SqlTexts(long seed) {
        random = new Random(seed);
    }

    String next() {
        var text = statement(3);
        if (chance(15)) text = text + ";" + gap() + (chance(3) ? statement(1) : "");
        return chance(3) ? damaged(text) : text;
    }

    private String statement(int depth) {
        return switch (random.nextInt(14)) {
            case 0 -> insert(depth);
            case 1 -> join("update", name(), "set", name(), "=", expression(depth), where(depth));
            case 2 -> join("delete from", name(), where(depth), returning(depth));
            case 3 -> join("with", cte(depth), proper(depth));
            case 4 -> join("with", cte(depth), ",", cte(depth), proper(depth));
            case 5 ->
                    pick(
                            List.of(
                                    "show search_path",
                                    "table t",
                                    "values (1, lower('x'))",
                                    "listen x",
                                    "set a = 1",
                                    "prepare p as select 1",
                                    "call mine()",
                                    "do $$ begin end $$",
                                    "declare c cursor for select 1",
                                    "explain select 1",
                                    "begin",
                                    "fetch c",
                                    "create temp table x (a int)",
                                    "copy t to stdout",
                                    "lock t",
                                    "values (mine())"));
            case 6 ->
                    join(
                            "merge into",
                            name(),
                            "using u on",
                            expression(depth),
                            "when matched then",
                            chance(2) ? "delete" : join("update set a =", expression(1)),
                            chance(2)
                                    ? ""
                                    : join(
                                            "when not matched then insert (a) values (",
                                            expression(1),
                                            ")"));
            default -> select(depth);
        };
    }

    private String proper(int depth) {
        return switch (random.nextInt(4)) {
            case 0 -> insert(depth);
            case 1 -> join("update", name(), "set a =", expression(1));
            default -> select(depth);
        };
    }

    private String cte(int depth) {
        var columns = chance(6) ? "(a)" : "";
        var form = pick(List.of("as", "as", "as materialized", "as not materialized"));
        return join(pick(NAMES), columns, form, "(", statement(depth - 1), ")");
    }

    private String insert(int depth) {
        var source =
                switch (random.nextInt(3)) {
                    case 0 -> join("values (", expression(depth), ",", expression(1), ")");
                    case 1 -> "default values";
                    default -> select(depth - 1);
                };
        var conflict =
                switch (random.nextInt(5)) {
                    case 0 -> "on conflict (a) do nothing";
                    case 1 ->
                            join(
                                    "on conflict (",
                                    expression(1),
                                    ") do update set a =",
                                    expression(1));
                    default -> "";
                };
        return join(
                "insert into",
                name(),
                chance(4) ? "as x" : "",
                chance(2) ? "(a, b)" : "",
                source,
                conflict,
                returning(depth));
    }

    private String select(int depth) {
        if (depth <= 0) return join("select", expression(0));
        return switch (random.nextInt(9)) {
            case 0 ->
                    join(
                            "(",
                            select(depth - 1),
                            ")",
                            pick(List.of("union all", "except", "intersect")),
                            select(depth - 1));
            case 1 ->
                    join(
                            "select",
                            item(depth),
                            pick(
                                    List.of(
                                            "into t",
                                            "into temp t",
                                            "into temp mine",
                                            "insert into temp t",
                                            "as insert into t",
                                            "merge into t")),
                            from(depth));
            case 2 -> join("select distinct on (", expression(1), ")", item(depth), from(depth));
            case 3 ->
                    join(
                            "select",
                            item(depth),
                            from(depth),
                            where(depth),
                            "for",
                            pick(List.of("update", "share", "no key update", "key share")));
            default ->
                    join(
                            "select",
                            item(depth),
                            chance(3) ? join(",", item(depth)) : "",
                            from(depth),
                            where(depth),
                            tail());
        };
    }

    private String item(int depth) {
        var alias = chance(3) ? pick(List.of("as ", "")) + pick(NAMES) : "";
        return join(expression(depth), alias);
    }

    private String from(int depth) {
        if (chance(4)) return "";
        var source =
                switch (random.nextInt(6)) {
                    case 0 -> join("(", select(depth - 1), ") as x");
                    case 1 -> join("lateral", call(depth), "as x(a, b)");
                    case 2 -> join("rows from (", call(depth), ")");
                    default -> name();
                };
        if (!chance(3)) return join("from", source);
        var with = chance(2) ? name() : join("(", select(depth - 1), ") y");
        return join(
                "from",
                source,
                pick(List.of("join", "left join", "cross join", "full outer join")),
                with,
                chance(2)
                        ? join("on", expression(1))
                        : pick(List.of("using (a)", "on conflict(1)")));
    }

    private String where(int depth) {
        return chance(2) ? "" : join("where", expression(depth));
    }

    private String tail() {
        return switch (random.nextInt(7)) {
            case 0 ->
                    join(
                            "group by",
                            pick(
                                    List.of(
                                            "a",
                                            "(a, b)",
                                            "cube (a)",
                                            "rollup (a, b)",
                                            "grouping sets ((a), ())")),
                            chance(2) ? join("having", expression(1)) : "");
            case 1 -> join("order by (", expression(1), ") limit (", expression(0), ")");
            case 2 -> join("window w as (partition by (", expression(1), ") order by b)");
            case 3 -> join("limit", expression(0), "offset", expression(0));
            default -> "";
        };
    }

    private String returning(int depth) {
        return chance(3) ? join("returning", expression(depth)) : "";
    }

    private String expression(int depth) {
        if (depth <= 0) return chance(3) ? name() : pick(LITERALS);
        return switch (random.nextInt(13)) {
            case 0, 1 -> call(depth);
            case 2, 3 -> join(expression(depth - 1), pick(OPERATORS), expression(depth - 1));
            case 4 -> join("(", expression(depth - 1), ")");
            case 5 ->
                    join("case when", expression(depth - 1), "then", expression(depth - 1), "end");
            case 6 ->
                    join(
                            "cast(",
                            expression(depth - 1),
                            "as",
                            pick(
                                    List.of(
                                            "text",
                                            "numeric(10, 2)",
                                            "mine",
                                            "varchar(3)",
                                            "mine(3)",
                                            "timestamp(3) with time zone")),
                            ")");
            case 7 -> join("exists (", select(depth - 1), ")");
            case 8 ->
                    join(
                            expression(depth - 1),
                            pick(List.of("in", "not in", "= any", "<> all")),
                            "(",
                            select(depth - 1),
                            ")");
            case 9 -> join("array[", expression(depth - 1), "]");
            case 10 ->
                    pick(
                            List.of(
                                    "extract(year from now())",
                                    "trim(both 'x' from a)",
                                    "t.fn",
                                    "(t).fn",
                                    "substring(a from 1 for 2)",
                                    "position('a' in b)",
                                    "overlay(a placing 'b' from 1)",
                                    "row(1, 2)",
                                    "interval '1' day",
                                    "interval(3) '1'",
                                    "date '2020-01-01'",
                                    "a::numeric(3)",
                                    "t.*",
                                    "nullif(a, b)",
                                    "current_timestamp(3)",
                                    "xmlelement(name a)",
                                    "json_object('a': 1)",
                                    "(a, b) overlaps (c, d)",
                                    "a is null",
                                    "not (a)"));
            default -> chance(2) ? name() : pick(LITERALS);
        };
    }

    private String call(int depth) {
        var arguments =
                switch (random.nextInt(4)) {
                    case 0 -> "";
                    case 1 -> "*";
                    case 2 -> join("distinct", expression(depth - 1), "order by", expression(0));
                    default -> expression(depth - 1);
                };
        var suffix =
                switch (random.nextInt(8)) {
                    case 0 ->
                            "over (partition by a order by b rows between 1 preceding and current row)";
                    case 1 -> join("filter (where", expression(0), ")");
                    case 2 -> "within group (order by a)";
                    case 3 -> "over w";
                    default -> "";
                };
        return pick(FUNCTIONS) + (chance(3) ? gap() : "") + "(" + arguments + ")" + gap() + suffix;
    }

    private String damaged(String text) {
        if (text.isEmpty()) return text;
        int at = random.nextInt(text.length());
        int to = Math.min(text.length(), at + 1 + random.nextInt(4));
        return switch (random.nextInt(4)) {
            case 0 -> text.substring(0, at) + text.substring(to);
            case 1 -> text.substring(0, at) + pick(LITERALS) + text.substring(at);
            case 2 -> text.substring(0, at) + gap() + text.substring(at);
            default ->
                    text.substring(0, at)
                            + pick(
                                    List.of(
                                            "'", "\"", "(", ")", "$$", "/*", "*/", "--", "\\", ";",
                                            "insert", " into ", "E", "U&", "\r", "\u00a0", "."))
                            + text.substring(at);
        };
    }

    private String name() {
        return pick(NAMES);
    }

    private String join(String... parts) {
        var text = new StringBuilder();
        for (var part : parts) {
            if (part.isEmpty()) continue;
            if (!text.isEmpty()) text.append(gap());
            text.append(part);
        }
        return text.toString();
    }

    private String gap() {
        return pick(GAPS);
    }

    private boolean chance(int one) {
        return random.nextInt(one) == 0;
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
