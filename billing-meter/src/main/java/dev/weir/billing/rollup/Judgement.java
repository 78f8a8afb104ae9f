package dev.weir.billing.rollup;

import dev.weir.events.UsageRecorded;
import dev.weir.runtime.LogRecord;

/** What a record of the usage topic is worth, before it is known whether it came before. */
public sealed interface Judgement {
    /** The record as it was read. */
    LogRecord logged();

    /** It can be counted. */
    record Countable(LogRecord logged, UsageRecorded usage) implements Judgement {}

    /**
     * It cannot, and is put aside.
     *
     * @param detail what is wrong, in words, without the record's content
     */
    record PutAside(LogRecord logged, Reason reason, String detail) implements Judgement {}

    /** Why a record is put aside. */
    enum Reason {
        /** Not a fact that this version can read. */
        UNREADABLE,
        /** A fact of another kind, or of another region. */
        MISPLACED,
        /** Its key is not its node, so that the order of the source is not kept. */
        WRONG_KEY,
        /** Its window ends after the log took it. */
        FUTURE,
        /** More than any machine can do in the window. */
        ABSURD,
        /** The source has left out so many numbers that it cannot be numbering them. */
        SCATTERED,
        /** The database does not take it: a sum would overflow. */
        REFUSED
    }
}
