package dev.weir.data.sql;

/** A request that is not of the form that it should be. Carries no stack trace: it is an answer. */
public final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A refusal; the message is for the client's developer and quotes none of its values. */
    public BadRequest(String message) {
        super(message, null, false, false);
    }
}
