package dev.weir.data.pg.wire;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads an array literal: nested, quoted, with NULLs, with or without lower bounds before it. */
final class ArrayReader {
    /** The server's own bound on dimensions. */
    private static final int MOST_DIMENSIONS = 6;

    private final Form form;
    private final byte[] bytes;
    private final int to;
    private int at;

    ArrayReader(Form form, byte[] bytes, int from, int to) {
        this.form = form;
        this.bytes = bytes;
        this.at = from;
        this.to = to;
    }

    List<@Nullable Object> read() {
        if (at < to && bytes[at] == '[') {
            while (at < to && bytes[at] != '=') {
                at++;
            }
            at++;
        }
        List<@Nullable Object> list = list(1);
        if (at != to) {
            throw broken();
        }
        return list;
    }

    private List<@Nullable Object> list(int depth) {
        if (at >= to || bytes[at] != '{' || depth > MOST_DIMENSIONS) {
            throw broken();
        }
        at++;
        List<@Nullable Object> list = new ArrayList<>();
        if (peek() == '}') {
            at++;
            return list;
        }
        while (true) {
            list.add(element(depth));
            int c = peek();
            at++;
            if (c == '}') {
                return list;
            }
            if (c != ',') {
                throw broken();
            }
        }
    }

    private @Nullable Object element(int depth) {
        return switch (peek()) {
            case '{' -> list(depth + 1);
            case '"' -> quoted();
            default -> plain();
        };
    }

    private @Nullable Object plain() {
        int from = at;
        while (peek() != ',' && bytes[at] != '}') {
            at++;
        }
        if (at == from) {
            throw broken();
        }
        return isNull(from, at) ? null : Cells.read(form, bytes, from, at);
    }

    private boolean isNull(int from, int end) {
        return end - from == 4
                && bytes[from] == 'N'
                && bytes[from + 1] == 'U'
                && bytes[from + 2] == 'L'
                && bytes[from + 3] == 'L';
    }

    private Object quoted() {
        int from = ++at;
        boolean escaped = false;
        while (peek() != '"') {
            if (bytes[at] == '\\') {
                escaped = true;
                at++;
                peek();
            }
            at++;
        }
        int end = at++;
        return escaped ? unescaped(from, end) : Cells.read(form, bytes, from, end);
    }

    private Object unescaped(int from, int end) {
        byte[] plain = new byte[end - from];
        int count = 0;
        for (int i = from; i < end; i++) {
            if (bytes[i] == '\\') {
                i++;
            }
            plain[count++] = bytes[i];
        }
        return Cells.read(form, plain, 0, count);
    }

    private int peek() {
        if (at >= to) {
            throw broken();
        }
        return bytes[at];
    }

    private static ProtocolFault broken() {
        return new ProtocolFault("the server sent an array that is none");
    }
}
