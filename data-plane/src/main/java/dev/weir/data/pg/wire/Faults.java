package dev.weir.data.pg.wire;

import dev.weir.data.database.DatabaseFault;
import dev.weir.data.database.DatabaseFault.Kind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a conversation says when it cannot do what was asked. */
final class Faults {
    private Faults() {}

    static DatabaseFault fault(Kind kind, String code, String message) {
        return new DatabaseFault(kind, code, message, Map.of());
    }

    /** The connection is of no use any more, and what was sent on it may have taken effect. */
    static DatabaseFault broken(String message) {
        return fault(Kind.BROKEN, "08006", message);
    }

    /**
     * The connection is over.
     *
     * @param farewell what the server said before
     */
    static DatabaseFault gone(@Nullable ServerReport farewell) {
        return farewell == null
                ? broken("the connection to the database broke")
                : farewell.toFault(Kind.BROKEN);
    }

    /** The same, for what was not sent. */
    static DatabaseFault goneBeforeSent(@Nullable ServerReport farewell) {
        return farewell == null
                ? fault(Kind.CLOSED, "08003", "the connection to the database is closed")
                : farewell.toFault(Kind.CLOSED);
    }

    static DatabaseFault timeout(Question question) {
        return fault(
                Kind.TIMEOUT,
                "57014",
                "the statement was cancelled after " + question.timeoutNanos / 1_000_000 + " ms");
    }

    /** The same where the server has not said that it cancelled it. */
    static DatabaseFault late(Question question) {
        if (question.reader != null) { // in a read-only transaction: without effect
            return timeout(question);
        }
        return fault(
                Kind.LATE,
                "08006",
                "the statement ran past its limit of "
                        + question.timeoutNanos / 1_000_000
                        + " ms, and the database did not report that it was cancelled: it may have"
                        + " taken effect");
    }

    static DatabaseFault givenUp() {
        return fault(Kind.TIMEOUT, "57014", "the statement was cancelled: its client left");
    }

    static DatabaseFault copy() {
        return fault(Kind.SERVER, "0A000", "COPY from or to the client is not supported");
    }

    static DatabaseFault tooLarge() {
        return fault(Kind.TOO_LARGE, "", "the answer is larger than the session may read");
    }
}
