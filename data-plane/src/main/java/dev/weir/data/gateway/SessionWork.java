package dev.weir.data.gateway;

import dev.weir.data.database.Session;
import dev.weir.data.http.Answer;
import java.util.concurrent.CompletionStage;

/** The part of a request's work that needs a session. */
@FunctionalInterface
public interface SessionWork {
    /**
     * Does the work, on the session's event loop.
     *
     * @param inTransaction whether the session is in a transaction already
     * @return a stage that fails only on a defect: a failure is an outcome
     */
    CompletionStage<Outcome> run(Session session, boolean inTransaction);

    /**
     * The end of the work.
     *
     * @param succeeded whether all that was asked for took effect
     */
    record Outcome(Answer answer, boolean succeeded) {
        /** All of it took effect. */
        public static Outcome success(Answer answer) {
            return new Outcome(answer, true);
        }

        /** Something failed. */
        public static Outcome failure(Answer answer) {
            return new Outcome(answer, false);
        }
    }
}
