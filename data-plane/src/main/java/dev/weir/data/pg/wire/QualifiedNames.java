package dev.weir.data.pg.wire;

import dev.weir.data.effects.SqlScanner;
import dev.weir.data.effects.SqlScanner.Token;
import java.util.ArrayDeque;
import java.util.Set;

/**
 * Decides by a statement's text whether it names each table and type with its schema, so that it
 * means the same whatever schemas are searched. In any doubt it does not: a name without a schema
 * may stand for a table that has come into an earlier schema of the search path.
 */
final class QualifiedNames {
    /** Longer texts are not read. */
    private static final int MAX_LENGTH = 16 << 10;

    private static final Set<String> BEFORE_TABLE =
            Set.of("from", "join", "into", "update", "using", "table");

    /** Words between those and a table's name. */
    private static final Set<String> BESIDE_TABLE = Set.of("only", "lateral");

    /** Words behind an UPDATE that names no table: ON CONFLICT DO UPDATE, SELECT FOR UPDATE. */
    private static final Set<String> AFTER_BARE_UPDATE = Set.of("set", "of", "nowait", "skip");

    /** Words that end a list of tables. */
    private static final Set<String> AFTER_TABLES =
            Set.of(
                    "where",
                    "group",
                    "having",
                    "window",
                    "order",
                    "limit",
                    "offset",
                    "fetch",
                    "for",
                    "union",
                    "intersect",
                    "except",
                    "returning",
                    "set",
                    "values",
                    "select");

    /** Types of the server's own, which no schema but pg_catalog is searched for. */
    private static final Set<String> OWN_TYPES =
            Set.of(
                    "text",
                    "varchar",
                    "char",
                    "int",
                    "int2",
                    "int4",
                    "int8",
                    "smallint",
                    "integer",
                    "bigint",
                    "numeric",
                    "decimal",
                    "real",
                    "float",
                    "float4",
                    "float8",
                    "double",
                    "bool",
                    "boolean",
                    "date",
                    "time",
                    "timetz",
                    "timestamp",
                    "timestamptz",
                    "interval",
                    "uuid",
                    "json",
                    "jsonb",
                    "bytea");

    private final SqlScanner tokens;

    /** Whether the commas of the present level, and of those around it, part tables. */
    private final ArrayDeque<Boolean> levels = new ArrayDeque<>();

    private boolean inTables;
    private Token kind = Token.END;
    private String text = "";

    private QualifiedNames(String sql) {
        tokens = new SqlScanner(sql);
    }

    /** Whether each name is qualified, for certain. */
    static boolean only(String sql) {
        return sql.length() <= MAX_LENGTH && new QualifiedNames(sql).only();
    }

    private boolean only() {
        String before = "";
        advance();
        while (kind != Token.END) {
            String current = text;
            if (kind == Token.BROKEN) {
                return false;
            }
            boolean word = kind == Token.WORD;
            level(current);
            advance();
            if (word && AFTER_TABLES.contains(current)) {
                inTables = false;
            }
            boolean cast = current.equals(":") && before.equals(":");
            boolean tables = word && BEFORE_TABLE.contains(current);
            inTables |= tables && !current.equals("into") && !current.equals("update");
            if ((tables || (inTables && current.equals(","))) && !isTable(current)) {
                return false;
            }
            if (cast && !isType()) {
                return false;
            }
            before = current;
        }
        return true;
    }

    private void level(String current) {
        if (current.equals("(")) {
            levels.push(inTables);
            inTables = false;
        } else if (current.equals(")")) {
            inTables = !levels.isEmpty() && levels.pop();
        }
    }

    /** Whether a table's name with its schema begins here, or a query in parentheses. */
    private boolean isTable(String behind) {
        while (kind == Token.WORD && BESIDE_TABLE.contains(text)) {
            advance();
        }
        if (kind == Token.SYMBOL && text.equals("(")) {
            return true;
        }
        boolean bare = kind != Token.QUOTED && (kind != Token.WORD || isAfterBareUpdate());
        return (behind.equals("update") && bare) || isQualified();
    }

    private boolean isAfterBareUpdate() {
        return AFTER_BARE_UPDATE.contains(text);
    }

    private boolean isType() {
        boolean own = kind == Token.WORD && OWN_TYPES.contains(text);
        return own || isQualified();
    }

    /** Whether a name and a dot are next; the name is read. */
    private boolean isQualified() {
        if (kind != Token.WORD && kind != Token.QUOTED) {
            return false;
        }
        advance();
        return kind == Token.SYMBOL && text.equals(".");
    }

    private void advance() {
        kind = tokens.next();
        text =
                switch (kind) {
                    case WORD -> tokens.word();
                    case SYMBOL -> String.valueOf(tokens.symbol());
                    case QUOTED, VALUE, BROKEN, END -> "";
                };
    }
}
