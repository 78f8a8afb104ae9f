package dev.weir.data.sql;

import dev.weir.data.database.ColumnType;
import dev.weir.data.database.Completion;
import dev.weir.data.database.Field;
import dev.weir.data.database.TextRows;
import dev.weir.data.plan.JsonOutput;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes one statement's result as JSON while its rows arrive: {@code
 * {"fields","rows","command","rowCount","rowAsArray"}}.
 */
public final class ResultWriter implements TextRows {
    private static final byte[] FIELDS = ascii("{\"fields\":[");
    private static final byte[] ROWS = ascii("],\"rows\":[");
    private static final byte[] NULL = ascii("null");

    private final JsonOutput out;
    private final boolean rawText;
    private final boolean asArray;
    private List<Field> fields = List.of();
    private boolean told;

    /** In object mode, what stands before each cell; null where a later column has its name. */
    private byte[][] names = {};

    private int column;
    private boolean anyRow;
    private boolean anyCell;

    /** Writes to the end of an output. */
    public ResultWriter(JsonOutput out, boolean rawText, boolean asArray) {
        this.out = out;
        this.rawText = rawText;
        this.asArray = asArray;
    }

    @Override
    public boolean wantsKinds() {
        return !rawText;
    }

    @Override
    public void fields(List<Field> described) {
        fields = described;
        told = true;
        out.raw(FIELDS);
        for (int i = 0; i < described.size(); i++) {
            if (i > 0) out.raw(',');
            describe(described.get(i));
        }
        out.raw(ROWS);
        if (!asArray) names = names(described);
    }

    private void describe(Field field) {
        out.raw("{\"name\":").string(field.name());
        out.raw(",\"dataTypeID\":").number(Integer.toUnsignedLong(field.type()));
        out.raw(",\"tableID\":").number(Integer.toUnsignedLong(field.table()));
        out.raw(",\"columnID\":").number(field.column());
        out.raw(",\"dataTypeSize\":").number(field.size());
        out.raw(",\"dataTypeModifier\":").number(field.modifier());
        out.raw(",\"format\":\"text\"}");
    }

    /**
     * As in a JavaScript object, the last of several columns with one name is the one that holds.
     */
    private static byte[][] names(List<Field> fields) {
        var names = new byte[fields.size()][];
        for (int i = 0; i < names.length; i++) {
            var name = fields.get(i).name();
            boolean repeated = false;
            for (int later = i + 1; later < names.length && !repeated; later++) {
                repeated = fields.get(later).name().equals(name);
            }
            names[i] = repeated ? new byte[0] : key(name);
        }
        return names;
    }

    private static byte[] key(String name) {
        var key = new JsonOutput(8L * name.length() + 16).string(name).raw(':');
        return java.util.Arrays.copyOf(key.array(), key.length());
    }

    @Override
    public void row() {
        if (anyRow) {
            endRow();
            out.raw(',');
        }
        anyRow = true;
        out.raw(asArray ? '[' : '{');
        column = 0;
        anyCell = false;
    }

    private void endRow() {
        out.raw(asArray ? ']' : '}');
    }

    @Override
    public void cell(byte[] bytes, int from, int to) {
        if (!next()) return;
        if (rawText) out.utf8(bytes, from, to);
        else typed(fields.get(column - 1), bytes, from, to);
    }

    @Override
    public void nothing() {
        if (next()) out.raw(NULL);
    }

    /** Whether the next cell is to be written; if so, writes what stands before it. */
    private boolean next() {
        int index = column++;
        boolean hidden = !asArray && names[index].length == 0;
        if (hidden) return false;
        if (anyCell) out.raw(',');
        anyCell = true;
        if (!asArray) out.raw(names[index]);
        return true;
    }

    private void typed(Field field, byte[] bytes, int from, int to) {
        if (field.list()) ArrayText.write(field.kind(), bytes, from, to, out);
        else scalar(field.kind(), bytes, from, to, out);
    }

    /**
     * A value as JSON has it: numbers that JavaScript holds exactly, booleans and JSON itself; of
     * all else the server's text.
     */
    static void scalar(ColumnType kind, byte[] bytes, int from, int to, JsonOutput out) {
        switch (kind) {
            case INT32, JSON -> out.raw(bytes, from, to - from);
            case FLOAT, DOUBLE -> {
                byte last = to > from ? bytes[to - 1] : 0;
                if (last >= '0' && last <= '9') out.raw(bytes, from, to - from);
                else out.utf8(bytes, from, to); // NaN, Infinity
            }
            case BOOLEAN -> out.raw(to > from && bytes[from] == 't' ? "true" : "false");
            default -> out.utf8(bytes, from, to);
        }
    }

    /** Writes what follows the last row. */
    public void end(Completion completion) {
        if (!told) out.raw(FIELDS).raw(ROWS);
        if (anyRow) endRow();
        out.raw("],\"command\":");
        var command = completion.command();
        if (command.isEmpty()) out.raw(NULL);
        else out.string(command);
        out.raw(",\"rowCount\":");
        if (completion.counts()) out.number(completion.rows());
        else out.raw(NULL);
        out.raw(asArray ? ",\"rowAsArray\":true}" : ",\"rowAsArray\":false}");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
