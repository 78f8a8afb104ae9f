package dev.weir.data.database;

import java.util.Map;
import java.util.Objects;

/**
 * The database, or the way to it, failed a statement. Carries no stack trace: it is an answer, not
 * a bug.
 */
public final class DatabaseFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Kinds of faults, which decide what a client is told and whether the connection may be used
     * again.
     */
    public enum Kind {
        /** The server refused the statement; the session is in order. */
        SERVER,
        /** The server could not be reached, or did not answer in time while connecting. */
        UNREACHABLE,
        /** The session had ended before the statement was sent: it had no effect. */
        CLOSED,
        /**
         * Connecting failed: wrong credentials, unknown database, TLS. {@link #code} says which.
         */
        REFUSED,
        /** The connection broke while the statement ran: whether it took effect is not known. */
        BROKEN,
        /** The statement ran past its deadline and was cancelled in the database. */
        TIMEOUT,
        /**
         * The statement ran past its deadline, and ended too late to be cancelled or without a word
         * of the database about it: it may have taken effect.
         */
        LATE,
        /** The answer grew past its limit; the statement was cancelled. */
        TOO_LARGE,
        /** An argument cannot be written in a form that the database takes. */
        ARGUMENT
    }

    private final Kind kind;
    private final String code;
    private final Map<String, String> fields;

    /**
     * A fault.
     *
     * @param code SQLSTATE, or an empty string where there is none
     * @param message the server's primary message, or our own words
     * @param fields what else the server said, by name: {@code severity}, {@code detail}, {@code
     *     hint}, {@code position}, {@code internalPosition}, {@code internalQuery}, {@code where},
     *     {@code schema}, {@code table}, {@code column}, {@code dataType}, {@code constraint},
     *     {@code file}, {@code line}, {@code routine}
     */
    public DatabaseFault(Kind kind, String code, String message, Map<String, String> fields) {
        super(message, null, false, false);
        this.kind = kind;
        this.code = code;
        this.fields = Map.copyOf(fields);
    }

    /** What failed. */
    public Kind kind() {
        return kind;
    }

    /** SQLSTATE, or an empty string. */
    public String code() {
        return code;
    }

    /** What else the server said. */
    public Map<String, String> fields() {
        return fields;
    }

    /** The message, never null. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
