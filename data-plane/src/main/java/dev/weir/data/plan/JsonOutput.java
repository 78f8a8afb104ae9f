package dev.weir.data.plan;

import dev.weir.data.memory.Memory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/**
 * JSON text that grows as UTF-8 and never past its limit. Not thread-safe. What was written before
 * a failure is to be thrown away, or cut off with {@link #truncate}.
 */
public final class JsonOutput {
    private static final int FIRST = 1024;

    /** Below it an output grows in larger steps: most are over after one or two. */
    private static final int SMALL = 64 << 10;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final long limit;
    private final Memory memory;
    private long maxBytes;
    private byte[] bytes;
    private int length;

    /**
     * An empty output.
     *
     * @param maxBytes the most bytes it takes; past it every method fails with a {@link
     *     PlanFailure} P6009
     */
    public JsonOutput(long maxBytes) {
        this(maxBytes, 0, Memory.UNLIMITED);
    }

    /**
     * An empty output with room for an envelope around what is limited.
     *
     * @param limit the most bytes that the failure names
     * @param envelope bytes that it takes beyond them
     * @param memory where it takes more than its first 64 KiB
     */
    public JsonOutput(long limit, long envelope, Memory memory) {
        this.limit = limit;
        this.memory = memory;
        maxBytes = limit + envelope;
        bytes = new byte[Math.clamp(maxBytes, 0, FIRST)];
    }

    /** The text's bytes, of which the first {@link #length} count. Not a copy. */
    public byte[] array() {
        return bytes;
    }

    /** Takes so many bytes more, for what follows the limited part. */
    public void extend(long more) {
        maxBytes += more;
    }

    /** The most bytes it takes. */
    public long maxBytes() {
        return maxBytes;
    }

    /** Where it takes its memory. */
    Memory memory() {
        return memory;
    }

    /** Bytes written. */
    public int length() {
        return length;
    }

    /** Forgets what was written after the first {@code to} bytes. */
    public void truncate(int to) {
        assert to <= length : "cuts only what was written";
        length = to;
    }

    /** The text, for messages and tests. */
    public String text() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** Writes one ASCII character. */
    public JsonOutput raw(char c) {
        reserve(1);
        bytes[length++] = (byte) c;
        return this;
    }

    /** Writes bytes that are JSON already. */
    public JsonOutput raw(byte[] json) {
        return raw(json, 0, json.length);
    }

    /** Writes bytes that are JSON already. */
    public JsonOutput raw(byte[] json, int from, int count) {
        reserve(count);
        System.arraycopy(json, from, bytes, length, count);
        length += count;
        return this;
    }

    /** Writes text that is JSON already. */
    public JsonOutput raw(String json) {
        return isAscii(json) ? ascii(json) : raw(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a number. */
    public JsonOutput number(long value) {
        if (value >= 0 && value < 10) {
            return raw((char) ('0' + value));
        }
        return ascii(Long.toString(value));
    }

    /** Writes bytes as a string of Base64, with its quotes. */
    public JsonOutput base64(byte[] data) {
        return raw('"').raw(Base64.getEncoder().encode(data)).raw('"');
    }

    /** Writes a string: quoted and escaped as JavaScript does it. */
    public JsonOutput string(String text) {
        raw('"');
        int plain = plain(text);
        if (plain < text.length()) {
            string(text, plain);
        }
        return raw('"');
    }

    /** Writes UTF-8 text as a string: quoted and escaped, its other bytes as they are. */
    public JsonOutput utf8(byte[] text, int from, int to) {
        raw('"');
        reserve(to - from);
        int start = from;
        for (int i = from; i < to; i++) {
            byte c = text[i];
            if (c >= 0 && (c < 0x20 || c == '"' || c == '\\')) {
                raw(text, start, i - start);
                escape((char) c);
                start = i + 1;
            }
        }
        raw(text, start, to - start);
        return raw('"');
    }

    /** Writes the text's first characters that stand for themselves; returns how many. */
    private int plain(String text) {
        int count = text.length();
        reserve(count);
        var target = bytes;
        int start = length;
        int i = 0;
        for (; i < count; i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\') {
                break;
            }
            target[start + i] = (byte) c;
        }
        length = start + i;
        return i;
    }

    private void string(String text, int from) {
        int count = text.length();
        reserve(count - from);
        for (int i = from; i < count; i++) {
            char c = text.charAt(i);
            if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
                if (length == bytes.length) {
                    reserve(count - i);
                }
                bytes[length++] = (byte) c;
            } else if (c < 0x80) {
                escape(c);
            } else if (c < 0x800) {
                reserve(2);
                bytes[length++] = (byte) (0xc0 | (c >> 6));
                bytes[length++] = (byte) (0x80 | (c & 0x3f));
            } else if (!Character.isSurrogate(c)) {
                reserve(3);
                bytes[length++] = (byte) (0xe0 | (c >> 12));
                bytes[length++] = (byte) (0x80 | ((c >> 6) & 0x3f));
                bytes[length++] = (byte) (0x80 | (c & 0x3f));
            } else if (i + 1 < count && Character.isSurrogatePair(c, text.charAt(i + 1))) {
                supplementary(Character.toCodePoint(c, text.charAt(++i)));
            } else {
                unicodeEscape(c);
            }
        }
    }

    private void supplementary(int codePoint) {
        reserve(4);
        bytes[length++] = (byte) (0xf0 | (codePoint >> 18));
        bytes[length++] = (byte) (0x80 | ((codePoint >> 12) & 0x3f));
        bytes[length++] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
        bytes[length++] = (byte) (0x80 | (codePoint & 0x3f));
    }

    private void escape(char c) {
        switch (c) {
            case '"', '\\' -> raw('\\').raw(c);
            case '\b' -> raw('\\').raw('b');
            case '\f' -> raw('\\').raw('f');
            case '\n' -> raw('\\').raw('n');
            case '\r' -> raw('\\').raw('r');
            case '\t' -> raw('\\').raw('t');
            default -> unicodeEscape(c);
        }
    }

    private void unicodeEscape(char c) {
        if (c == 0x7f) {
            raw(c);
            return;
        }
        reserve(6);
        bytes[length++] = '\\';
        bytes[length++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            bytes[length++] = HEX[(c >> shift) & 0xf];
        }
    }

    private JsonOutput ascii(String text) {
        return ascii(text, 0, text.length());
    }

    /** Writes part of a text, all of it ASCII and JSON already. */
    @SuppressWarnings("deprecation") // copies the low bytes: what ASCII needs, without an encoder
    JsonOutput ascii(String text, int from, int to) {
        reserve(to - from);
        text.getBytes(from, to, bytes, length);
        length += to - from;
        return this;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private void reserve(int count) {
        long needed = (long) length + count;
        if (needed > maxBytes || needed > Integer.MAX_VALUE - 8) {
            throw new PlanFailure(
                    422,
                    "P6009",
                    "The response is larger than its limit of " + limit + " bytes.",
                    Map.of());
        }
        if (needed > bytes.length) {
            long grown = Math.max(needed, (bytes.length < SMALL ? 4L : 2L) * bytes.length);
            int size = (int) Math.min(grown, Math.min(maxBytes, Integer.MAX_VALUE - 8));
            if (size > SMALL) memory.take(size - bytes.length);
            bytes = Arrays.copyOf(bytes, size);
        }
    }
}
