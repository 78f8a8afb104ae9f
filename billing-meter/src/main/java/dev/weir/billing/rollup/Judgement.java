package dev.weir.billing.rollup;

import dev.weir.events.EnvironmentId;
import dev.weir.events.UsageEvent;
import dev.weir.runtime.LogRecord;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a record of the usage topic is worth, before it is known whether it came before. */
public sealed interface Judgement {
    /** The record as it was read. */
    LogRecord logged();

    /** It can be counted. */
    record Countable(LogRecord logged, UsageEvent usage) implements Judgement {}

    /**
     * It cannot, and is put aside.
     *
     * @param detail what is wrong, in words, without the record's content
     * @param environment that it is about, when that is what is wrong
     */
    record PutAside(
            LogRecord logged, Reason reason, String detail, @Nullable EnvironmentId environment)
            implements Judgement {
        /** One that is not about an environment. */
        public PutAside(LogRecord logged, Reason reason, String detail) {
            this(logged, reason, detail, null);
        }
    }

    /** Why a record is put aside. */
    enum Reason {
        /** Not a fact that this version can read. */
        UNREADABLE,
        /** A fact of another kind, or of another region. */
        MISPLACED,
        /** Its key is not its node, so that the order of the source is not kept. */
        WRONG_KEY,
        /** Not signed with its node's key. */
        BAD_MAC,
        /** An amount is below zero. */
        NEGATIVE,
        /** Of an environment that the control plane has not told of yet. */
        UNKNOWN_ENVIRONMENT,
        /** Of an environment that does not live in the node's region. */
        FOREIGN_ENVIRONMENT,
        /** Its window ends after the log took it. */
        FUTURE,
        /** More than any machine can do in the window. */
        ABSURD,
        /** The source has left out so many numbers that it cannot be numbering them. */
        SCATTERED,
        /** The database does not take it: a sum would overflow. */
        REFUSED;

        /** As it is stored and shown: {@code unknown_environment}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The reason of that word. */
        public static Optional<Reason> named(String word) {
            return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
        }
    }
}
