package dev.weir.data.sql;

import dev.weir.data.database.ColumnType;
import dev.weir.data.plan.JsonOutput;
import java.util.Arrays;

/**
 * Writes PostgreSQL's text of an array as a JSON array: nested, quoted, with NULLs, with or without
 * lower bounds before it.
 */
final class ArrayText {
    /** The server's own bound on dimensions. */
    private static final int MOST_DIMENSIONS = 6;

    private final ColumnType kind;
    private final byte[] bytes;
    private final int to;
    private final JsonOutput out;
    private int at;

    private ArrayText(ColumnType kind, byte[] bytes, int from, int to, JsonOutput out) {
        this.kind = kind;
        this.bytes = bytes;
        this.at = from;
        this.to = to;
        this.out = out;
    }

    /** Writes it; what turns out to be no array's text is written as a string. */
    static void write(ColumnType kind, byte[] bytes, int from, int to, JsonOutput out) {
        int before = out.length();
        var text = new ArrayText(kind, bytes, from, to, out);
        text.skipBounds();
        if (!text.array(1) || text.at != to) {
            out.truncate(before);
            out.utf8(bytes, from, to);
        }
    }

    private void skipBounds() {
        if (at >= to || bytes[at] != '[') return;
        while (at < to && bytes[at] != '=') at++;
        at++;
    }

    private boolean array(int depth) {
        if (at >= to || bytes[at] != '{' || depth > MOST_DIMENSIONS) return false;
        at++;
        out.raw('[');
        if (at < to && bytes[at] == '}') {
            at++;
            out.raw(']');
            return true;
        }
        while (at < to) {
            if (!element(depth) || at >= to) return false;
            byte c = bytes[at++];
            out.raw(c == '}' ? ']' : ',');
            if (c == '}') return true;
            if (c != ',') return false;
        }
        return false;
    }

    private boolean element(int depth) {
        if (bytes[at] == '{') return array(depth + 1);
        return bytes[at] == '"' ? quoted() : plain();
    }

    private boolean plain() {
        int from = at;
        while (at < to && bytes[at] != ',' && bytes[at] != '}') at++;
        if (at == from) return false;
        boolean isNull =
                at - from == 4
                        && bytes[from] == 'N'
                        && bytes[from + 1] == 'U'
                        && bytes[from + 2] == 'L'
                        && bytes[from + 3] == 'L';
        if (isNull) out.raw("null");
        else ResultWriter.scalar(kind, bytes, from, at, out);
        return true;
    }

    private boolean quoted() {
        var plain = new byte[Math.min(to - at, 64)];
        int count = 0;
        at++;
        while (at < to && bytes[at] != '"') {
            if (bytes[at] == '\\') at++;
            if (at >= to) return false;
            if (count == plain.length) plain = Arrays.copyOf(plain, 2 * count);
            plain[count++] = bytes[at++];
        }
        at++;
        ResultWriter.scalar(kind, plain, 0, count, out);
        return at <= to;
    }
}
