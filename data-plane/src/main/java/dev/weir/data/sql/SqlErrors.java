package dev.weir.data.sql;

import dev.weir.data.database.DatabaseFault;
import dev.weir.data.environment.Authentication;
import dev.weir.data.gateway.Rejections;
import dev.weir.data.http.Answer;
import dev.weir.data.http.Rejection;
import dev.weir.data.plan.PlanFailure;
import dev.weir.data.pool.LoanRefused;
import dev.weir.data.usage.NoRoomToCount;
import java.time.Duration;

/** The status, SQLSTATE and words of each failure. */
final class SqlErrors {
    /** The driver shows such an answer as text, and a retry may succeed: service unavailable. */
    private static final int BUSY = 503;

    /** No connection is available at this node now. */
    private static final String UNAVAILABLE = "57P03";

    private static final String ADVICE =
            " The connection string is postgresql://environment:api-key@host/database.";

    private SqlErrors() {}

    /** An error as an answer, counted under its class: its code may be the application's own. */
    static Answer answer(SqlError error) {
        return Answer.error(
                error.status(), error.codeClass(), error.json(), error.retryAfterSeconds());
    }

    static SqlError of(Authentication.Denied denied) {
        return switch (denied) {
            case Authentication.MissingKey() ->
                    SqlError.of(
                            "28000",
                            "The header Neon-Connection-String has no API key as password."
                                    + ADVICE);
            case Authentication.MalformedKey(var reason) ->
                    SqlError.of(
                            "28P01",
                            "The password is not an API key of Weir: " + reason + "." + ADVICE);
            case Authentication.UnknownKey() ->
                    SqlError.of(
                            "28P01",
                            "The API key is not valid: it was revoked, its environment was deleted,"
                                    + " or it belongs to another installation or region.");
            case Authentication.Suspended(var environment) ->
                    SqlError.of(
                            "28000",
                            "The environment "
                                    + environment
                                    + " is suspended: its requests are refused until it is"
                                    + " resumed.");
        };
    }

    static SqlError otherEnvironment(String environment) {
        return SqlError.of(
                "28000",
                "The API key belongs to the environment "
                        + environment
                        + ", and the connection string names another one as its user.");
    }

    static SqlError otherDatabase(String environment, String database) {
        return SqlError.of(
                "3D000",
                "The environment "
                        + environment
                        + " is the database \""
                        + database
                        + "\", and the connection string names another one.");
    }

    static SqlError batchTimeout(Duration limit) {
        return SqlError.of(
                "57014", "The batch took longer than its limit of " + limit.toMillis() + " ms.");
    }

    static SqlError tooLarge(long limit) {
        return SqlError.of(
                507, "54000", "The response is larger than its limit of " + limit + " bytes.", 0);
    }

    /** The same, for a lone statement that has been run. */
    static SqlError tooLargeWrite(long limit) {
        return SqlError.of(
                507,
                "54000",
                "The response is larger than its limit of "
                        + limit
                        + " bytes. The statement may have taken effect: only its result is missing."
                        + " Return fewer rows, or send it in a transaction, which is rolled back"
                        + " then.",
                0);
    }

    /** Whether an answer grew past its limit. */
    static boolean isTooLarge(Throwable cause) {
        var unwrapped = Rejections.unwrap(cause);
        return unwrapped instanceof PlanFailure
                || (unwrapped instanceof DatabaseFault fault
                        && fault.kind() == DatabaseFault.Kind.TOO_LARGE);
    }

    /** A rejection by the node itself. */
    static SqlError of(Rejection rejection) {
        var code =
                switch (rejection.reason()) {
                    case BODY_TOO_LARGE -> "54000";
                    case BUSY -> "53300";
                    case UNAVAILABLE -> UNAVAILABLE;
                    case DEFECT -> "XX000";
                    case NOT_FOUND, WRONG_METHOD, BODY_TOO_SLOW, TIMEOUT, PEER_LOST -> "08P01";
                };
        return SqlError.of(
                rejection.status(), code, rejection.message(), rejection.retryAfterSeconds());
    }

    /** Any failure; an unexpected one is a defect. */
    static SqlError of(Throwable cause, long maxBytes) {
        return switch (Rejections.unwrap(cause)) {
            case BadRequest bad -> SqlError.of("08P01", String.valueOf(bad.getMessage()));
            case LoanRefused refused -> of(refused);
            case NoRoomToCount full -> of(Rejections.of(full));
            case DatabaseFault fault -> of(fault, maxBytes);
            case PlanFailure _ -> tooLarge(maxBytes); // of a JsonOutput
            case Throwable bug -> of(Rejections.defect(bug));
        };
    }

    private static SqlError of(LoanRefused refused) {
        var numbers = refused.getMessage();
        return switch (refused.reason()) {
            case QUEUE_FULL -> SqlError.of(429, "53300", "Too many requests: " + numbers, 1);
            case WAIT_TIMEOUT ->
                    SqlError.of(BUSY, "53300", "No connection came free in time: " + numbers, 1);
            case NO_GRANT, STOPPING ->
                    SqlError.of(BUSY, UNAVAILABLE, "No connection is available: " + numbers, 1);
        };
    }

    private static SqlError of(DatabaseFault fault, long maxBytes) {
        return switch (fault.kind()) {
            case SERVER -> new SqlError(400, fault.code(), fault.getMessage(), fault.fields(), 0);
            // Its words may name the role or the host, which are not the client's to know.
            case REFUSED ->
                    SqlError.of(
                            fault.code().isEmpty() ? "08004" : fault.code(),
                            "The database refuses Weir's connections: see the environment's URL.");
            case UNREACHABLE -> SqlError.of(BUSY, "08001", "The database cannot be reached.", 1);
            case BROKEN ->
                    SqlError.of(
                            fault.code().isEmpty() ? "08006" : fault.code(),
                            "The connection to the database broke while the statement ran:"
                                    + " whether it took effect is not known.");
            case TIMEOUT -> SqlError.of("57014", fault.getMessage());
            case TOO_LARGE -> tooLarge(maxBytes);
            case ARGUMENT -> SqlError.of("22023", fault.getMessage());
        };
    }
}
