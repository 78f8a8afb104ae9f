package dev.weir.data.pg.wire;

/**
 * Bounds the messages that a server may send without having been asked: notices, notifications and
 * changed parameters. A statement's deadline bounds those that come during it; at rest there is
 * none. For one thread.
 */
final class Unrequested {
    /** The longest message that is no row. */
    static final int MAX_MESSAGE = 1 << 20;

    /** Bytes between two statements. */
    private static final int MAX_BYTES_AT_REST = 1 << 20;

    /** Counted with each message, so that their number is bounded too. */
    private static final int MESSAGE_OVERHEAD = 64;

    private int bytesAtRest;

    /** Takes one, whose body has so many bytes. */
    void take(boolean atRest, int length) {
        if (!atRest) {
            return;
        }
        bytesAtRest += MESSAGE_OVERHEAD + length;
        if (bytesAtRest > MAX_BYTES_AT_REST) {
            throw new ProtocolFault("the server sent too many messages at rest");
        }
    }

    /** A statement has ended. */
    void clear() {
        bytesAtRest = 0;
    }
}
