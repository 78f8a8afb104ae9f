package dev.weir.data.gateway;

import dev.weir.data.http.Answer;
import dev.weir.data.transaction.Refusal;

/** A call of a protocol that has interactive transactions. */
public interface TransactionCall extends Call {
    /**
     * The id of the transaction that the request belongs to, which only its holder can serve; empty
     * if it belongs to none. Known once the body was read.
     */
    String transaction();

    /** Whether the request begins a transaction. */
    boolean begins();

    /** A transaction began. */
    Answer started(String id);

    /**
     * A transaction was committed or rolled back.
     *
     * @param whole whether it was no nested one, which is a save-point
     */
    Answer done(boolean whole);

    /** A transaction does not do what was asked of it. */
    Answer refused(Refusal refusal);
}
