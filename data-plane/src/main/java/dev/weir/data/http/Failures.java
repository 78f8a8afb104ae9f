package dev.weir.data.http;

import dev.weir.data.database.DatabaseFault;
import dev.weir.data.environment.Authentication;
import dev.weir.data.plan.ClientVersion;
import dev.weir.data.plan.DatabaseFailures;
import dev.weir.data.plan.PlanFailure;
import dev.weir.data.pool.LoanRefused;
import dev.weir.data.transaction.Refusal;
import dev.weir.data.usage.NoRoomToCount;
import dev.weir.events.NodeId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The only place that says with which status, code and words something is refused. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    /** No connection can be had here now, or the way to the one there was is lost. */
    static final String NOWHERE = "P6008";

    private static final String KEY_ADVICE =
            " Send the environment's key as 'Authorization: Bearer <key>': Prisma Client takes it"
                    + " from api_key in the URL.";

    private Failures() {}

    static Failure missingKey() {
        return Failure.refusal(401, "P6002", "The request has no API key." + KEY_ADVICE);
    }

    static Failure of(Authentication.MalformedKey malformed) {
        return Failure.refusal(
                401, "P6002", "This is not an API key: " + malformed.reason() + "." + KEY_ADVICE);
    }

    static Failure unknownKey() {
        return Failure.refusal(
                401,
                "P6002",
                "The API key is not valid: it was revoked, its environment was deleted, or it"
                        + " belongs to another installation or region. Create a new key for the"
                        + " environment.");
    }

    static Failure of(Authentication.Suspended suspended) {
        return Failure.refusal(
                403,
                "P6010",
                "The environment "
                        + suspended.environment()
                        + " is suspended: its requests are refused until it is resumed.");
    }

    static Failure notFound(String path) {
        return Failure.refusal(
                404, "P6005", "There is nothing at " + (path.length() > 200 ? "here" : path) + ".");
    }

    static Failure wrongMethod(String method, String allowed) {
        return Failure.refusal(405, "P6005", method + " is not possible here, only " + allowed);
    }

    static Failure bodyTooLarge(long limit) {
        return Failure.refusal(
                413, "P6005", "The request is larger than its limit of " + limit + " bytes.");
    }

    static Failure bodyTooSlow(Duration limit) {
        return Failure.refusal(
                408,
                "P6005",
                "The request was not complete after " + limit.toSeconds() + " seconds.");
    }

    static Failure tooManyRequests(int limit) {
        return Failure.refusal(
                        503,
                        "P5011",
                        "Too many requests: the node answers " + limit + " at once already.")
                .retryAfter(1);
    }

    /**
     * What it would use might not be kept: it is safe to try again, here later or elsewhere now.
     */
    static Failure unmetered() {
        return Failure.refusal(
                        503,
                        NOWHERE,
                        "The node has no room to keep what requests use, and begins none.")
                .retryAfter(5);
    }

    static Failure of(NoRoomToCount full) {
        return Failure.refusal(
                        503,
                        NOWHERE,
                        "The node counts for "
                                + full.most()
                                + " environments already, and begins nothing for another one until"
                                + " it is started again.")
                .retryAfter(5);
    }

    static Failure tooManyBytes(long limit) {
        return Failure.refusal(
                        503,
                        "P5011",
                        "Too many requests: the node holds " + limit + " bytes of them already.")
                .retryAfter(1);
    }

    static Failure queryTimeout(Duration limit) {
        return Failure.refusal(
                422,
                "P6004",
                "The query took longer than its limit of "
                        + limit.toMillis()
                        + " ms and was cancelled.");
    }

    static Failure schema(int maxBytes) {
        return Failure.refusal(
                400,
                "P6005",
                "The uploaded schema is not base64, does not have the hash of its path, or is larger"
                        + " than "
                        + maxBytes
                        + " bytes.");
    }

    /** Nobody was found who can serve it: nothing was done. */
    static Failure peerUnreachable(NodeId node) {
        return Failure.refusal(
                        503,
                        NOWHERE,
                        "No connection can be had here now: node "
                                + node
                                + " serves the environment and cannot be reached.")
                .retryAfter(1);
    }

    /** A peer that should serve it had no grant either, for as long as the request could wait. */
    static Failure nobodyServes() {
        return Failure.refusal(
                        503,
                        NOWHERE,
                        "No connection can be had here now: no node that can be reached has a grant"
                                + " for the environment.")
                .retryAfter(1);
    }

    /** A request that may have taken effect is not sent again. */
    static Failure peerLost(NodeId node) {
        return Failure.refusal(
                502,
                NOWHERE,
                "Node "
                        + node
                        + " was lost before it answered: the request may have taken effect.");
    }

    static Failure isolationLevel(String level) {
        return transaction("Invalid isolation level: " + level, Map.of("isolationLevel", level));
    }

    static Failure of(Refusal refusal) {
        return switch (refusal) {
            case Refusal.Expired(var operation, var timeout, var taken) -> {
                var meta = new LinkedHashMap<String, Object>();
                meta.put("operation", operation.word());
                meta.put("timeout", timeout);
                meta.put("timeTaken", taken);
                yield transaction(refusal.message(), meta);
            }
            case Refusal.TooMany _, Refusal.TooBusy _ ->
                    Failure.refusal(429, "P5011", refusal.message()).retryAfter(1);
            case Refusal.Stopping _ ->
                    Failure.refusal(503, NOWHERE, refusal.message()).retryAfter(1);
            case Refusal.NotFound _,
                    Refusal.Committed _,
                    Refusal.RolledBack _,
                    Refusal.Elsewhere _,
                    Refusal.Lost _,
                    Refusal.Unreachable _,
                    Refusal.TooDeep _ ->
                    transaction(refusal.message(), Map.of());
        };
    }

    /** A transaction did not get its connection. */
    static Failure notStarted(Throwable cause, ClientVersion client) {
        return unwrapped(cause) instanceof LoanRefused refused
                        && refused.reason() == LoanRefused.Reason.WAIT_TIMEOUT
                ? notStartedInTime()
                : of(cause, client);
    }

    /** A transaction did not get its connection for as long as it could wait. */
    static Failure notStartedInTime() {
        return transaction("Unable to start a transaction in the given time.", Map.of());
    }

    static Failure of(Throwable cause, ClientVersion client) {
        return switch (unwrapped(cause)) {
            case PlanFailure failure -> of(failure);
            case LoanRefused refused -> of(refused);
            case NoRoomToCount full -> of(full);
            case DatabaseFault fault -> of(DatabaseFailures.of(fault, client));
            case Throwable bug -> bug(bug);
        };
    }

    private static Failure of(PlanFailure failure) {
        boolean own = failure.code().startsWith("P6");
        return new Failure(
                failure.status(), failure.code(), failure.getMessage(), failure.meta(), 0, own);
    }

    private static Failure of(LoanRefused refused) {
        var numbers = refused.getMessage();
        return switch (refused.reason()) {
            case QUEUE_FULL ->
                    Failure.refusal(429, "P5011", "Too many requests: " + numbers).retryAfter(1);
            case WAIT_TIMEOUT ->
                    Failure.refusal(
                                    503,
                                    "P2024",
                                    "Timed out fetching a new connection from the connection pool."
                                            + " ("
                                            + numbers
                                            + ")")
                            .retryAfter(1);
            case NO_GRANT, STOPPING ->
                    Failure.refusal(503, NOWHERE, "No connection can be had here now: " + numbers)
                            .retryAfter(1);
        };
    }

    private static Failure transaction(String message, Map<String, ? extends Object> meta) {
        return new Failure(409, "P2028", "Transaction API error: " + message, meta, 0, false);
    }

    /** Logs where it happened, but not its message, which may quote a client's data. */
    static Failure bug(Throwable bug) {
        var place = new IllegalStateException(bug.getClass().getName());
        place.setStackTrace(bug.getStackTrace());
        LOG.atError().setCause(place).log("a request failed on a defect");
        return Failure.refusal(
                500,
                "P6000",
                "Weir failed on a defect of its own. Please report the request's id.");
    }

    private static Throwable unwrapped(Throwable cause) {
        var inner = cause.getCause();
        return cause instanceof CompletionException && inner != null ? inner : cause;
    }
}
