package dev.weir.billing.export;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes structures in Thrift's compact protocol, as far as Parquet's metadata needs it (Apache
 * Thrift, "Thrift compact protocol encoding"). Fields must be written with rising ids.
 */
final class Thrift {
    static final int I32 = 5;
    static final int BINARY = 8;
    static final int STRUCT = 12;

    private static final int BOOLEAN_TRUE = 1;
    private static final int BOOLEAN_FALSE = 2;
    private static final int I64 = 6;
    private static final int LIST = 9;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Deque<Integer> outer = new ArrayDeque<>();
    private int last;

    byte[] bytes() {
        return out.toByteArray();
    }

    Thrift i32(int id, int value) {
        header(id, I32);
        varint(zigzag(value));
        return this;
    }

    Thrift i64(int id, long value) {
        header(id, I64);
        varint(zigzag(value));
        return this;
    }

    Thrift bool(int id, boolean value) {
        header(id, value ? BOOLEAN_TRUE : BOOLEAN_FALSE);
        return this;
    }

    Thrift text(int id, String value) {
        header(id, BINARY);
        element(value);
        return this;
    }

    /** Begins a structure in a field; {@link #end} ends it. */
    Thrift struct(int id) {
        header(id, STRUCT);
        return element();
    }

    /** Begins a structure in a list, or the outermost one. */
    Thrift element() {
        outer.push(last);
        last = 0;
        return this;
    }

    /** A text in a list. */
    Thrift element(String value) {
        var bytes = value.getBytes(StandardCharsets.UTF_8);
        varint(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    /** A number in a list. */
    Thrift element(int value) {
        varint(zigzag(value));
        return this;
    }

    Thrift end() {
        out.write(0);
        last = outer.pop();
        return this;
    }

    /** Begins a list; its elements follow. */
    Thrift list(int id, int type, int size) {
        header(id, LIST);
        if (size < 15) {
            out.write((size << 4) | type);
        } else {
            out.write(0xf0 | type);
            varint(size);
        }
        return this;
    }

    private void header(int id, int type) {
        int delta = id - last;
        if (delta > 0 && delta < 16) {
            out.write((delta << 4) | type);
        } else {
            out.write(type);
            varint(zigzag(id));
        }
        last = id;
    }

    private static long zigzag(long value) {
        return (value << 1) ^ (value >> 63);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
