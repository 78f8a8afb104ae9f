package dev.weir.data.http;

import dev.weir.data.database.DatabaseFault;
import dev.weir.data.environment.Authentication;
import dev.weir.data.plan.PlanFailure;
import dev.weir.data.pool.LoanRefused;
import dev.weir.data.sql.BadRequest;
import dev.weir.data.sql.SqlError;
import dev.weir.data.usage.NoRoomToCount;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/** The only place that says in which words the SQL door refuses something. */
final class SqlFailures {
    /** What the driver cannot take apart, but a retry may help with: service unavailable. */
    private static final int BUSY = 503;

    /** No connection can be had at this node now. */
    static final String NOWHERE = "57P03";

    private static final String ADVICE =
            " The connection string is postgresql://environment:api-key@host/database.";

    private SqlFailures() {}

    static SqlError missingKey() {
        return SqlError.of(
                "28000", "The header Neon-Connection-String has no API key as password." + ADVICE);
    }

    static SqlError of(Authentication.MalformedKey malformed) {
        return SqlError.of(
                "28P01",
                "The password is not an API key of Weir: " + malformed.reason() + "." + ADVICE);
    }

    static SqlError unknownKey() {
        return SqlError.of(
                "28P01",
                "The API key is not valid: it was revoked, its environment was deleted, or it"
                        + " belongs to another installation or region.");
    }

    static SqlError of(Authentication.Suspended suspended) {
        return SqlError.of(
                "28000",
                "The environment "
                        + suspended.environment()
                        + " is suspended: its requests are refused until it is resumed.");
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
        var unwrapped = unwrapped(cause);
        return unwrapped instanceof PlanFailure
                || (unwrapped instanceof DatabaseFault fault
                        && fault.kind() == DatabaseFault.Kind.TOO_LARGE);
    }

    /** What the listener refuses, in this door's form. */
    static SqlError of(Failure failure) {
        var code =
                switch (failure.status()) {
                    case 413 -> "54000";
                    case 429 -> "53300";
                    case 503 -> failure.code().equals(Failures.NOWHERE) ? NOWHERE : "53300";
                    case 500 -> "XX000";
                    default -> "08P01";
                };
        return SqlError.of(failure.status(), code, failure.message(), failure.retryAfterSeconds());
    }

    static SqlError of(Throwable cause, long maxBytes) {
        return switch (unwrapped(cause)) {
            case BadRequest bad -> SqlError.of("08P01", String.valueOf(bad.getMessage()));
            case LoanRefused refused -> of(refused);
            case NoRoomToCount full -> of(Failures.of(full));
            case DatabaseFault fault -> of(fault, maxBytes);
            case PlanFailure _ -> tooLarge(maxBytes); // of a JsonOutput
            case Throwable bug -> of(Failures.bug(bug));
        };
    }

    private static SqlError of(LoanRefused refused) {
        var numbers = refused.getMessage();
        return switch (refused.reason()) {
            case QUEUE_FULL -> SqlError.of(429, "53300", "Too many requests: " + numbers, 1);
            case WAIT_TIMEOUT ->
                    SqlError.of(BUSY, "53300", "No connection came free in time: " + numbers, 1);
            case NO_GRANT, STOPPING ->
                    SqlError.of(BUSY, NOWHERE, "No connection can be had here: " + numbers, 1);
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

    private static Throwable unwrapped(Throwable cause) {
        var inner = cause.getCause();
        return cause instanceof CompletionException && inner != null ? inner : cause;
    }
}
