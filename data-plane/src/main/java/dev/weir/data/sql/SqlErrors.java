package dev.weir.data.sql;

import dev.weir.data.database.DatabaseFault;
import dev.weir.data.environment.Authentication;
import dev.weir.data.gateway.Rejections;
import dev.weir.data.http.Answer;
import dev.weir.data.http.Rejection;
import dev.weir.data.memory.MemoryExhausted;
import dev.weir.data.plan.PlanFailure;
import dev.weir.data.pool.LoanRefused;
import dev.weir.data.usage.NoRoomToCount;
import java.time.Duration;
import java.util.Map;

/** The status, SQLSTATE and words of each failure. */
final class SqlErrors {
    /** The driver shows such an answer as text, and a retry may succeed: service unavailable. */
    private static final int BUSY = 503;

    /** No connection is available at this node now. */
    private static final String UNAVAILABLE = "57P03";

    private static final String PASSWORD_FAILED = "28P01";

    /** Whether the statement took effect is not known. */
    private static final String BROKEN = "08006";

    private static final String ADVICE =
            " The connection string is postgresql://environment:api-key@host/database.";

    private SqlErrors() {}

    /** An error as an answer, counted under its class: its code may be the application's own. */
    static Answer answer(SqlError error) {
        return Answer.error(
                error.status(), error.codeClass(), error.json(), error.retryAfterSeconds());
    }

    /**
     * A key that opens nothing, in PostgreSQL's own words first: drivers and applications look for
     * them.
     *
     * @param user the user that the connection string names; empty if it names none
     */
    static SqlError of(Authentication.Denied denied, String user) {
        return switch (denied) {
            case Authentication.MissingKey() ->
                    SqlError.of(
                            "28000",
                            "The header Neon-Connection-String has no API key as password."
                                    + ADVICE);
            case Authentication.MalformedKey(var reason) ->
                    passwordFailed(
                            user,
                            "The password is not an API key of Weir: " + reason + ".",
                            ADVICE.strip());
            case Authentication.UnknownKey() ->
                    passwordFailed(
                            user,
                            "The password is an API key of Weir that is not valid: it was revoked,"
                                    + " its environment was deleted, or it belongs to another"
                                    + " installation or region.",
                            "Create an API key for the environment and use it as the password.");
            case Authentication.Suspended(var environment) ->
                    SqlError.of(
                            "28000",
                            "The environment "
                                    + environment
                                    + " is suspended: its requests are refused until it is"
                                    + " resumed.");
        };
    }

    private static SqlError passwordFailed(String user, String detail, String hint) {
        return new SqlError(
                400,
                PASSWORD_FAILED,
                "password authentication failed for user \"" + user + "\"",
                Map.of("severity", "FATAL", "detail", detail, "hint", hint),
                0);
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
                || unwrapped instanceof MemoryExhausted
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
                    case TIMEOUT -> "57014";
                    case PEER_LOST, UNFINISHED -> BROKEN;
                    case NOT_FOUND, WRONG_METHOD, BODY_TOO_SLOW -> "08P01";
                };
        return SqlError.of(
                status(rejection), code, rejection.message(), rejection.retryAfterSeconds());
    }

    /** Work that may have taken effect must not look like work that may be sent again. */
    private static int status(Rejection rejection) {
        return switch (rejection.reason()) {
            case PEER_LOST, TIMEOUT, UNFINISHED -> 400;
            default -> rejection.status();
        };
    }

    /** Any failure; an unexpected one is a defect. */
    static SqlError of(Throwable cause, long maxBytes) {
        return switch (Rejections.unwrap(cause)) {
            case BadRequest bad -> SqlError.of("08P01", String.valueOf(bad.getMessage()));
            case LoanRefused refused -> of(refused);
            case NoRoomToCount full -> of(Rejections.of(full));
            case MemoryExhausted full -> of(Rejections.of(full));
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
                    fault.code().equals(PASSWORD_FAILED)
                            ? passwordFailed(
                                    "",
                                    "The database refuses the user or the password of the"
                                            + " environment's URL; the API key is valid.",
                                    "Set the environment's database URL to one that the database"
                                            + " accepts.")
                            : SqlError.of(
                                    fault.code().isEmpty() ? "08004" : fault.code(),
                                    "The database refuses Weir's connections: see the environment's"
                                            + " URL.");
            case UNREACHABLE, CLOSED ->
                    SqlError.of(BUSY, "08001", "The database cannot be reached.", 1);
            case BROKEN ->
                    SqlError.of(
                            fault.code().isEmpty() ? BROKEN : fault.code(),
                            "The connection to the database broke while the statement ran:"
                                    + " whether it took effect is not known.");
            case TIMEOUT -> SqlError.of("57014", fault.getMessage());
            case LATE -> SqlError.of(BROKEN, fault.getMessage());
            case TOO_LARGE -> tooLarge(maxBytes);
            case ARGUMENT -> SqlError.of("22023", fault.getMessage());
        };
    }
}
