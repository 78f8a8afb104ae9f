package dev.weir.data.pg.wire;

/**
 * Cuts the server's bytes into messages, however they were split on the way. Holds at most one
 * incomplete message, whose size its taker has allowed.
 */
public final class Framer {
    private static final int SMALL = 16 * 1024;
    private static final int KEPT = 256 * 1024;
    private static final int HEADER = 5;

    /** Takes the messages. */
    public interface Taker {
        /**
         * Whether a message of that many bytes may be read; asked before it is stored.
         *
         * @param bodyLength its length without the header
         */
        boolean allows(char type, int bodyLength);

        /** A message; its body stands in {@code bytes[from, to)} until the call returns. */
        void message(char type, byte[] bytes, int from, int to);

        /** Whether no further message is wanted. */
        boolean ended();
    }

    /** Of an error or a notice that is longer, the rest is skipped. */
    private static final int MAX_REPORT = 1 << 20;

    private byte[] bytes = new byte[SMALL];
    private int read;
    private int written;

    /** Bytes of a cut message that are still to come. */
    private long toSkip;

    /** Whether a message of that type is cut at a megabyte, not refused, when it is longer. */
    static boolean isCut(char type) {
        return type == 'E' || type == 'N';
    }

    /** Makes room for that many bytes at {@link #position} of {@link #array}. */
    public void reserve(int more) {
        if (bytes.length - written >= more) {
            return;
        }
        int kept = written - read;
        byte[] target = kept + more <= bytes.length ? bytes : grown(kept, more);
        System.arraycopy(bytes, read, target, 0, kept);
        bytes = target;
        read = 0;
        written = kept;
    }

    private byte[] grown(int kept, int more) {
        return new byte[Math.max(Math.addExact(kept, more), bytes.length * 2)];
    }

    /** Where received bytes are put. */
    public byte[] array() {
        return bytes;
    }

    /** The place for the next received byte. */
    public int position() {
        return written;
    }

    /**
     * Tells that bytes were put, and hands over the messages that are now complete.
     *
     * @return false when a message was not allowed or no message of the protocol: nothing more can
     *     be read
     */
    public boolean received(int count, Taker taker) {
        written += count;
        skip();
        while (written - read >= HEADER && !taker.ended()) {
            char type = (char) (bytes[read] & 0xff);
            int length = int32(bytes, read + 1);
            if (length < 4 || !taker.allows(type, length - 4)) {
                return false;
            }
            int kept = isCut(type) ? Math.min(length, MAX_REPORT) : length;
            if (written - read - 1 < kept) {
                break;
            }
            int from = read + HEADER;
            read += 1 + kept;
            toSkip = (long) length - kept;
            skip();
            taker.message(type, bytes, from, from + kept - 4);
        }
        if (read == written) {
            read = 0;
            written = 0;
            if (bytes.length > KEPT) {
                bytes = new byte[SMALL];
            }
        }
        return true;
    }

    private void skip() {
        int now = (int) Math.min(toSkip, written - read);
        read += now;
        toSkip -= now;
    }

    /** Feeds bytes from elsewhere. */
    boolean feed(byte[] chunk, int from, int to, Taker taker) {
        reserve(to - from);
        System.arraycopy(chunk, from, bytes, written, to - from);
        return received(to - from, taker);
    }

    static int int32(byte[] bytes, int at) {
        return bytes[at] << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | (bytes[at + 3] & 0xff);
    }

    static int int16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }

    /**
     * The end of the zero-terminated text that begins there, or -1 where none ends before the
     * limit.
     */
    static int endOfText(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] == 0) {
                return at;
            }
        }
        return -1;
    }
}
