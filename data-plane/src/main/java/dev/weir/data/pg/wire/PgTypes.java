package dev.weir.data.pg.wire;

import dev.weir.data.database.Column;
import dev.weir.data.database.RowConsumer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The types of one database: those that every server has, and those that users made, as far as they
 * were looked up. Shared by its connections on all event loops.
 */
public final class PgTypes {
    /** The lowest number of a type that a user made. */
    private static final int FIRST_OF_USERS = 16384;

    /** Past this the database makes types faster than it uses them; all are looked up anew. */
    private static final int MOST_KEPT = 10_000;

    private static final Map<Integer, PgType> BUILT_IN = builtIn();

    /** Asks for the types whose numbers are the first argument, an array literal. */
    static final String LOOKUP =
            "SELECT t.oid::int8, t.typname, COALESCE(e.oid, 0)::int8, COALESCE(b.oid, 0)::int8"
                    + " FROM pg_catalog.pg_type t"
                    + " LEFT JOIN pg_catalog.pg_type e ON t.typcategory = 'A' AND e.oid = t.typelem"
                    + " LEFT JOIN pg_catalog.pg_type b ON e.typtype = 'd' AND b.oid = e.typbasetype"
                    + " WHERE t.oid = ANY ($1::oid[])";

    private final Map<Integer, PgType> users = new ConcurrentHashMap<>();
    private final AtomicLong epoch = new AtomicLong();

    /** Rises with each change of the schema that a session of this node has made. */
    long epoch() {
        return epoch.get();
    }

    /** A session of this node may have changed the schema. */
    void schemaChanged() {
        epoch.incrementAndGet();
    }

    /** The type with that number; null when it has to be looked up first. */
    @Nullable PgType find(int oid) {
        PgType type = BUILT_IN.get(oid);
        if (type != null) {
            return type;
        }
        return Integer.compareUnsigned(oid, FIRST_OF_USERS) < 0 ? unlisted(oid) : users.get(oid);
    }

    /** The type with that number; of one that is not known, what can be said anyway. */
    PgType findOrGuess(int oid) {
        PgType type = find(oid);
        return type == null ? guess(oid) : type;
    }

    private static PgType unlisted(int oid) {
        return new PgType(oid, Integer.toUnsignedString(oid), Form.OTHER, false);
    }

    private static PgType guess(int oid) {
        return new PgType(oid, Integer.toUnsignedString(oid), Form.ENUM, false);
    }

    /** Takes the rows that {@link #LOOKUP} brings. */
    RowConsumer learning() {
        return new RowConsumer() {
            @Override
            public void columns(List<Column> columns) {}

            @Override
            public void row(@Nullable Object[] cells) {
                learn(cells);
            }
        };
    }

    /** Learns one answer to {@link #LOOKUP}. */
    private void learn(@Nullable Object[] row) {
        int oid = number(row[0]);
        String name = String.valueOf(row[1]);
        int element = number(row[2]);
        int base = number(row[3]);
        if (element == 0) {
            keep(new PgType(oid, name, Form.ENUM, false));
            return;
        }
        PgType elementType = findOrGuess(base == 0 ? element : base);
        Form form = elementType.list() ? Form.TEXT : elementType.form();
        keep(new PgType(oid, name, form, true));
    }

    /** Learns that the server does not tell a type. */
    void learnUnknown(Object oid) {
        keep(guess(number(oid)));
    }

    private void keep(PgType type) {
        if (users.size() >= MOST_KEPT) {
            users.clear();
        }
        users.put(type.oid(), type);
    }

    private static int number(@Nullable Object cell) {
        return cell instanceof Long number ? number.intValue() : 0;
    }

    private static Map<Integer, PgType> builtIn() {
        Map<Integer, PgType> types = new HashMap<>();
        add(types, Form.BOOLEAN, "bool", 16, 1000);
        add(types, Form.BYTES, "bytea", 17, 1001);
        add(types, Form.TEXT, "name", 19, 1003);
        add(types, Form.INT64, "int8", 20, 1016);
        add(types, Form.INT32, "int2", 21, 1005);
        add(types, Form.INT32, "int4", 23, 1007);
        add(types, Form.TEXT, "text", 25, 1009);
        add(types, Form.INT64, "oid", 26, 1028);
        add(types, Form.JSON, "json", 114, 199);
        add(types, Form.TEXT, "xml", 142, 143);
        add(types, Form.TEXT, "cidr", 650, 651);
        add(types, Form.FLOAT, "float4", 700, 1021);
        add(types, Form.DOUBLE, "float8", 701, 1022);
        add(types, Form.TEXT, "unknown", 705, 0);
        add(types, Form.MONEY, "money", 790, 791);
        add(types, Form.TEXT, "inet", 869, 1041);
        add(types, Form.TEXT, "bpchar", 1042, 1014);
        add(types, Form.TEXT, "varchar", 1043, 1015);
        add(types, Form.DATE, "date", 1082, 1182);
        add(types, Form.TIME, "time", 1083, 1183);
        add(types, Form.TIMESTAMP, "timestamp", 1114, 1115);
        add(types, Form.TIMESTAMP, "timestamptz", 1184, 1185);
        add(types, Form.TIME, "timetz", 1266, 1270);
        add(types, Form.TEXT, "bit", 1560, 1561);
        add(types, Form.TEXT, "varbit", 1562, 1563);
        add(types, Form.DECIMAL, "numeric", 1700, 1231);
        add(types, Form.UUID, "uuid", 2950, 2951);
        add(types, Form.JSON, "jsonb", 3802, 3807);
        String others =
                "char 18 int2vector 22 regproc 24 tid 27 xid 28 cid 29 oidvector 30 point 600"
                        + " lseg 601 path 602 box 603 polygon 604 line 628 circle 718 macaddr8 774"
                        + " macaddr 829 _char 1002 aclitem 1033 _point 1017 interval 1186 _interval"
                        + " 1187 refcursor 1790 regprocedure 2202 regoper 2203 regoperator 2204"
                        + " regclass 2205 regtype 2206 record 2249 cstring 2275 void 2278 _record 2287"
                        + " txid_snapshot 2970 pg_lsn 3220 tsvector 3614 gtsvector 3642 tsquery 3615"
                        + " regconfig 3734 regdictionary 3769 int4range 3904 numrange 3906 tsrange"
                        + " 3908 tstzrange 3910 daterange 3912 int8range 3926 jsonpath 4072"
                        + " regnamespace 4089 regrole 4096 int4multirange 4451 nummultirange 4532"
                        + " tsmultirange 4533 tstzmultirange 4534 datemultirange 4535 int8multirange"
                        + " 4536 pg_snapshot 5038 xid8 5069";
        String[] words = others.split(" +", -1);
        for (int i = 0; i < words.length; i += 2) {
            int oid = Integer.parseInt(words[i + 1]);
            types.put(oid, new PgType(oid, words[i], Form.OTHER, false));
        }
        return Map.copyOf(types);
    }

    private static void add(
            Map<Integer, PgType> types, Form form, String name, int oid, int array) {
        types.put(oid, new PgType(oid, name, form, false));
        if (array != 0) {
            types.put(array, new PgType(array, "_" + name, form, true));
        }
    }
}
