package dev.weir.data.query;

import dev.weir.data.database.DatabaseFault;
import dev.weir.data.database.IsolationLevel;
import dev.weir.data.environment.Authentication;
import dev.weir.data.gateway.Rejections;
import dev.weir.data.http.Rejection;
import dev.weir.data.memory.MemoryExhausted;
import dev.weir.data.plan.ClientVersion;
import dev.weir.data.plan.DatabaseFailures;
import dev.weir.data.plan.PlanFailure;
import dev.weir.data.pool.LoanRefused;
import dev.weir.data.transaction.Refusal;
import dev.weir.data.usage.NoRoomToCount;
import java.util.LinkedHashMap;
import java.util.Map;

/** Prisma's status, code and words for each failure. */
public final class PrismaFailures {
    /** No connection is available, or the way to the one there was is lost. */
    private static final String UNAVAILABLE = "P6008";

    private static final String TOO_MANY = "P5011";

    private static final String KEY_ADVICE =
            " Send the environment's key as 'Authorization: Bearer <key>': Prisma Client takes it"
                    + " from api_key in the URL.";

    private PrismaFailures() {}

    /** A request without a key that opens an environment. */
    public static PrismaFailure of(Authentication.Denied denied) {
        return switch (denied) {
            case Authentication.MissingKey() ->
                    unauthorized("The request has no API key." + KEY_ADVICE);
            case Authentication.MalformedKey(var reason) ->
                    unauthorized("This is not an API key: " + reason + "." + KEY_ADVICE);
            case Authentication.UnknownKey() ->
                    unauthorized(
                            "The API key is not valid: it was revoked, its environment was deleted,"
                                    + " or it belongs to another installation or region. Create a"
                                    + " new key for the environment.");
            case Authentication.Suspended(var environment) ->
                    PrismaFailure.refusal(
                            403,
                            "P6010",
                            "The environment "
                                    + environment
                                    + " is suspended: its requests are refused until it is"
                                    + " resumed.",
                            0);
        };
    }

    private static PrismaFailure unauthorized(String message) {
        return PrismaFailure.refusal(401, "P6002", message, 0);
    }

    /** A rejection by the node itself. */
    public static PrismaFailure of(Rejection rejection) {
        var code =
                switch (rejection.reason()) {
                    case NOT_FOUND, WRONG_METHOD, BODY_TOO_LARGE, BODY_TOO_SLOW -> "P6005";
                    case BUSY -> TOO_MANY;
                    case UNAVAILABLE, PEER_LOST -> UNAVAILABLE;
                    case TIMEOUT, UNFINISHED -> "P6004";
                    case DEFECT -> "P6000";
                };
        return PrismaFailure.refusal(
                rejection.status(), code, rejection.message(), rejection.retryAfterSeconds());
    }

    /** An uploaded schema that is none. */
    public static PrismaFailure schema(int maxBytes) {
        return PrismaFailure.refusal(
                400,
                "P6005",
                "The uploaded schema is not base64, does not have the hash of its path, or is larger"
                        + " than "
                        + maxBytes
                        + " bytes.",
                0);
    }

    /** An isolation level that the database does not have. */
    public static PrismaFailure of(IsolationLevel missing) {
        return transaction(
                "Invalid isolation level: " + missing.sql(),
                Map.of("isolationLevel", missing.sql()));
    }

    /** A transaction that does not do what was asked of it. */
    public static PrismaFailure of(Refusal refusal) {
        return switch (refusal) {
            case Refusal.Expired(var operation, var timeout, var taken) -> {
                var meta = new LinkedHashMap<String, Object>();
                meta.put("operation", operation.word());
                meta.put("timeout", timeout);
                meta.put("timeTaken", taken);
                yield transaction(refusal.message(), meta);
            }
            case Refusal.TooMany _, Refusal.TooBusy _ ->
                    PrismaFailure.refusal(429, TOO_MANY, refusal.message(), 1);
            case Refusal.Stopping _ ->
                    PrismaFailure.refusal(503, UNAVAILABLE, refusal.message(), 1);
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

    /** A transaction that did not begin; one without a connection in time has its own words. */
    public static PrismaFailure notStarted(Throwable cause, ClientVersion client) {
        return Rejections.unwrap(cause) instanceof LoanRefused refused
                        && refused.reason() == LoanRefused.Reason.WAIT_TIMEOUT
                ? transaction("Unable to start a transaction in the given time.", Map.of())
                : of(cause, client);
    }

    /** Any failure; an unexpected one is a defect. */
    public static PrismaFailure of(Throwable cause, ClientVersion client) {
        return switch (Rejections.unwrap(cause)) {
            case PlanFailure failure -> of(failure);
            case LoanRefused refused -> of(refused);
            case NoRoomToCount full -> of(Rejections.of(full));
            case MemoryExhausted full -> of(Rejections.of(full));
            case DatabaseFault fault -> of(DatabaseFailures.of(fault, client));
            case Throwable bug -> of(Rejections.defect(bug));
        };
    }

    private static PrismaFailure of(PlanFailure failure) {
        boolean own = failure.code().startsWith("P6");
        return new PrismaFailure(
                failure.status(), failure.code(), failure.getMessage(), failure.meta(), 0, own);
    }

    private static PrismaFailure of(LoanRefused refused) {
        var numbers = refused.getMessage();
        return switch (refused.reason()) {
            case QUEUE_FULL ->
                    PrismaFailure.refusal(429, TOO_MANY, "Too many requests: " + numbers, 1);
            case WAIT_TIMEOUT ->
                    PrismaFailure.refusal(
                            503,
                            "P2024",
                            "Timed out fetching a new connection from the connection pool. ("
                                    + numbers
                                    + ")",
                            1);
            case NO_GRANT, STOPPING ->
                    PrismaFailure.refusal(
                            503, UNAVAILABLE, "No connection is available: " + numbers, 1);
        };
    }

    private static PrismaFailure transaction(String message, Map<String, ? extends Object> meta) {
        return new PrismaFailure(409, "P2028", "Transaction API error: " + message, meta, 0, false);
    }
}
