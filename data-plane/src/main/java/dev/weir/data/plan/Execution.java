package dev.weir.data.plan;

import dev.weir.data.database.Session;
import dev.weir.data.memory.Memory;
import dev.weir.runtime.Ticker;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * What a request lends to the evaluation of its plan.
 *
 * @param session where the statements run
 * @param inTransaction whether the session is inside a transaction already: then the plan begins
 *     and ends none of its own
 * @param now the one moment that all of the request's {@code now()} and time-based ids see
 * @param random feeds generated ids; must be unpredictable
 * @param ticker measures statements
 * @param client whose error texts are wanted: a current executor answers clients of all versions in
 *     the words of {@link ClientVersion#CURRENT}; with an older version here, unique violations
 *     name fields as they did before 7.10
 * @param maxArguments the most arguments of one statement; longer lists are split over several
 * @param comment appended to every statement, see {@link SqlComment}; empty for none
 * @param listener told of every statement
 * @param memory where values and rows take theirs
 */
public record Execution(
        Session session,
        boolean inTransaction,
        Instant now,
        RandomGenerator random,
        Ticker ticker,
        ClientVersion client,
        int maxArguments,
        String comment,
        StatementListener listener,
        Memory memory) {}
