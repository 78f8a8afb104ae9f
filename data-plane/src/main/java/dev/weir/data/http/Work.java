package dev.weir.data.http;

import dev.weir.data.database.Session;
import java.util.concurrent.CompletionStage;

/** What a request wants done on a session. */
@FunctionalInterface
interface Work {
    /**
     * Does it, on the session's event loop.
     *
     * @param inTransaction whether the session is inside a transaction already
     * @return never fails: a failure is an outcome too
     */
    CompletionStage<Queries.Outcome> run(Session session, boolean inTransaction);
}
