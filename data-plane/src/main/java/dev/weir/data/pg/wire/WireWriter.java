package dev.weir.data.pg.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes on their way to the server, in the protocol's encoding. Grows as needed, is used again. */
public final class WireWriter {
    private static final int SMALL = 1024;
    private static final int KEPT = 64 * 1024;

    private byte[] bytes = new byte[SMALL];
    private int length;

    /** The bytes written are the first {@link #length} of this array, until the next write. */
    public byte[] array() {
        return bytes;
    }

    /** How many bytes were written. */
    public int length() {
        return length;
    }

    /** Forgets what was written, and the memory that one giant message took. */
    public void clear() {
        length = 0;
        if (bytes.length > KEPT) {
            bytes = new byte[SMALL];
        }
    }

    /** Takes back what was written past that length. */
    void truncate(int earlier) {
        length = earlier;
    }

    /** Begins a message; its length is filled in by {@link #end}. */
    int begin(char type) {
        int8(type);
        int start = length;
        int32(0);
        return start;
    }

    /** Begins what has a length before it but no type. */
    int beginUntyped() {
        int start = length;
        int32(0);
        return start;
    }

    /** Ends what {@link #begin} began: its length counts itself. */
    void end(int start) {
        setInt32(start, length - start);
    }

    /** Ends a value: its length does not count itself. */
    void endValue(int start) {
        setInt32(start, length - start - 4);
    }

    void int8(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
    }

    void int16(int value) {
        reserve(2);
        bytes[length++] = (byte) (value >> 8);
        bytes[length++] = (byte) value;
    }

    void int32(int value) {
        reserve(4);
        setInt32(length, value);
        length += 4;
    }

    private void setInt32(int at, int value) {
        bytes[at] = (byte) (value >> 24);
        bytes[at + 1] = (byte) (value >> 16);
        bytes[at + 2] = (byte) (value >> 8);
        bytes[at + 3] = (byte) value;
    }

    void raw(byte[] source) {
        reserve(source.length);
        System.arraycopy(source, 0, bytes, length, source.length);
        length += source.length;
    }

    /** A text with its terminating zero; the text must not hold one. */
    void cstring(String text) {
        text(text);
        int8(0);
    }

    /** A text as UTF-8. Half a surrogate pair, which UTF-8 has no form for, becomes U+FFFD. */
    void text(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        raw(mayHoldHalves(encoded) ? whole(text).getBytes(StandardCharsets.UTF_8) : encoded);
    }

    /** The JDK writes a question mark for half a pair. */
    private static boolean mayHoldHalves(byte[] encoded) {
        for (byte one : encoded) {
            if (one == '?') {
                return true;
            }
        }
        return false;
    }

    private static String whole(String text) {
        StringBuilder whole = new StringBuilder(text.length());
        text.codePoints()
                .forEach(point -> {
                    boolean half =
                            point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
                    whole.appendCodePoint(half ? 0xFFFD : point);
                });
        return whole.toString();
    }

    /** Latin letters, digits and signs only, each one byte. */
    void ascii(CharSequence text) {
        int count = text.length();
        reserve(count);
        for (int i = 0; i < count; i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
    }

    /** An integer's decimal digits. */
    void decimal(long value) {
        if (value < 0) {
            ascii(Long.toString(value));
            return;
        }
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        reserve(digits);
        length += digits;
        long rest = value;
        for (int at = length - 1; digits > 0; at--, digits--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            long wanted = Math.max((long) length + more, bytes.length * 2L);
            bytes =
                    Arrays.copyOf(
                            bytes, (int) Math.min(Math.max(wanted, SMALL), Integer.MAX_VALUE - 8));
        }
    }
}
