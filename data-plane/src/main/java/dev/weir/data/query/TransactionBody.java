package dev.weir.data.query;

import dev.weir.data.database.IsolationLevel;
import dev.weir.data.gateway.RequestContext;
import dev.weir.data.gateway.Work;
import dev.weir.data.http.Answer;
import dev.weir.data.plan.PlanFailure;
import dev.weir.data.transaction.Operation;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request that begins a transaction, read whether it is right or not.
 *
 * @param start null if the body is wrong
 * @param failure null if the body is right
 */
public record TransactionBody(@Nullable StartRequest start, @Nullable PlanFailure failure) {
    /** Reads a body. */
    public static TransactionBody of(byte[] body) {
        try {
            return new TransactionBody(StartRequest.parse(body), null);
        } catch (PlanFailure e) {
            return new TransactionBody(null, e);
        }
    }

    /** The id of the transaction to nest the new one in; empty for none. */
    public String within() {
        return start == null ? "" : start.within();
    }

    /**
     * The work that the body asks for.
     *
     * @param refused words an answer
     */
    public Work work(RequestContext request, Function<PrismaFailure, Answer> refused) {
        if (start == null) return new Work.Answered(request.call().refused(wrong()));
        if (!start.within().isEmpty()) return new Work.Perform(start.within(), Operation.START);
        var wanted = start.wanted();
        var provider = request.environment().backend().database().provider();
        return wanted.isolation() == IsolationLevel.SNAPSHOT && !provider.equals("sqlserver")
                ? new Work.Answered(refused.apply(PrismaFailures.of(IsolationLevel.SNAPSHOT)))
                : new Work.Start(wanted);
    }

    private PlanFailure wrong() {
        return failure == null ? PlanFailure.invalid("The body is missing.") : failure;
    }
}
