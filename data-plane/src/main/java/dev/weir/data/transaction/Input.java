package dev.weir.data.transaction;

/** What happens to an environment's transactions. Requests are numbered by whoever asks. */
public sealed interface Input {
    /**
     * A client wants a transaction.
     *
     * @param id a new one
     * @param timeoutMillis what the client asks for; the environment's maximum holds too
     */
    record Start(long request, String id, long timeoutMillis) implements Input {}

    /** It has a connection and has begun. */
    record Opened(String id) implements Input {}

    /** It got no connection, or could not begin; the client has been told why. */
    record OpenFailed(String id) implements Input {}

    /** A client asks something of a transaction. */
    record Ask(long request, String id, Operation operation) implements Input {}

    /** What was under way in it has ended, and the client has been told. */
    record Done(String id, boolean succeeded) implements Input {}

    /** Its time is over. */
    record TimedOut(String id) implements Input {}

    /** The client that made a request is gone. */
    record Abandoned(long request) implements Input {}

    /** The node stops: all that are open are rolled back, none begins any more. */
    record Stop() implements Input {}
}
