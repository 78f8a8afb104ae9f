package dev.weir.data.pg.wire;

/** What a conversation asks its shell to do. None of it answers, and none calls back at once. */
public interface Effects {
    /** Send what was written, with what else is written in this turn of the event loop. */
    void flush();

    /**
     * Ask the server, on a connection of its own, to cancel what it does; {@link
     * Conversation#cancelSent} once that connection is over, in a bounded time.
     */
    void cancel();

    /** Close the connection. */
    void close();

    /** Call {@link Conversation#wake} at that moment of the ticker or soon after. */
    void wakeAt(long nanos);
}
