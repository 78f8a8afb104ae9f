package dev.weir.data.pg.wire;

import dev.weir.data.database.Column;
import dev.weir.data.database.ColumnType;
import dev.weir.data.database.Field;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the rows of a result look like. */
final class Shape {
    /** Of a statement that brings no result. */
    static final Shape NONE = new Shape(List.of(), new int[0], new int[0]);

    private static final int FIXED_BYTES = 18;

    private final List<String> names;
    private final int[] oids;

    /** For each column, what is told along: its table, its number there, size and modifier. */
    private final int[] origins;

    private @Nullable List<Field> fields;
    private @Nullable List<Column> columns;
    private PgType @Nullable [] types;

    private Shape(List<String> names, int[] oids, int[] origins) {
        this.names = names;
        this.oids = oids;
        this.origins = origins;
    }

    /** Reads a ParameterDescription: the parameters' types. */
    static int[] parameters(byte[] bytes, int from, int to) {
        int count = to - from < 2 ? -1 : Framer.int16(bytes, from);
        if (to - from != 2 + 4 * count) {
            throw new ProtocolFault("the server sent a parameter description that ends early");
        }
        int[] types = new int[count];
        for (int i = 0; i < count; i++) {
            types[i] = Framer.int32(bytes, from + 2 + 4 * i);
        }
        return types;
    }

    /** Reads a RowDescription. */
    static Shape read(byte[] bytes, int from, int to) {
        if (to - from < 2) {
            throw early();
        }
        int count = Framer.int16(bytes, from);
        List<String> names = new ArrayList<>(Math.min(count, 64));
        int[] oids = new int[count];
        int[] origins = new int[4 * count];
        int at = from + 2;
        for (int i = 0; i < count; i++) {
            int end = Framer.endOfText(bytes, at, to);
            if (end < 0 || to - end - 1 < FIXED_BYTES) {
                throw early();
            }
            names.add(Cells.text(bytes, at, end));
            oids[i] = Framer.int32(bytes, end + 7);
            origins[4 * i] = Framer.int32(bytes, end + 1);
            origins[4 * i + 1] =
                    (short) Framer.int16(bytes, end + 5); // negative for system columns
            origins[4 * i + 2] = (short) Framer.int16(bytes, end + 11);
            origins[4 * i + 3] = Framer.int32(bytes, end + 13);
            at = end + 1 + FIXED_BYTES;
        }
        return new Shape(names, oids, origins);
    }

    private static ProtocolFault early() {
        return new ProtocolFault("the server sent a row description that ends early");
    }

    /** How many columns there are. */
    int size() {
        return oids.length;
    }

    /** Whether all types are known; if so {@link #types} and {@link #columns} may be asked for. */
    boolean resolve(PgTypes book) {
        if (types != null) {
            return true;
        }
        for (int oid : oids) {
            if (book.find(oid) == null) {
                return false;
            }
        }
        settle(book);
        return true;
    }

    /** Makes do with what is known. */
    void settle(PgTypes book) {
        PgType[] found = new PgType[oids.length];
        List<Column> made = new ArrayList<>(oids.length);
        for (int i = 0; i < oids.length; i++) {
            PgType type = book.findOrGuess(oids[i]);
            found[i] = type;
            made.add(new Column(names.get(i), type.form().columnType(), type.list(), type.name()));
        }
        types = found;
        columns = List.copyOf(made);
        fields = null;
    }

    /** The columns as the server describes them; what they hold where that is known. */
    List<Field> fields() {
        List<Field> known = fields;
        if (known != null) {
            return known;
        }
        List<Field> made = new ArrayList<>(oids.length);
        for (int i = 0; i < oids.length; i++) {
            PgType type = types == null ? null : types[i];
            made.add(
                    new Field(
                            names.get(i),
                            oids[i],
                            origins[4 * i],
                            origins[4 * i + 1],
                            origins[4 * i + 2],
                            origins[4 * i + 3],
                            type == null ? ColumnType.TEXT : type.form().columnType(),
                            type != null && type.list()));
        }
        known = List.copyOf(made);
        fields = known;
        return known;
    }

    /** The numbers of the types that are not known. */
    List<Object> unknown(PgTypes book) {
        List<Object> unknown = new ArrayList<>();
        for (int oid : oids) {
            if (book.find(oid) == null && !unknown.contains(Integer.toUnsignedLong(oid))) {
                unknown.add(Integer.toUnsignedLong(oid));
            }
        }
        return unknown;
    }

    PgType[] types() {
        if (types == null) {
            throw new IllegalStateException("types are not known yet");
        }
        return types;
    }

    List<Column> columns() {
        if (columns == null) {
            throw new IllegalStateException("types are not known yet");
        }
        return columns;
    }
}
