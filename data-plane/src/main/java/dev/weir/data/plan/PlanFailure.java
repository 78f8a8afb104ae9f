package dev.weir.data.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A plan, or the request that brought it, failed in a way that the client is told of. Carries no
 * stack trace: it is an answer, not a bug.
 */
public final class PlanFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    @SuppressWarnings("serial") // made of strings, numbers, lists and maps
    private final Map<String, @Nullable Object> meta;

    /**
     * A failure.
     *
     * @param status HTTP status
     * @param code Prisma's error code, for example {@code P2025}
     * @param message the client's text: no credentials, no arguments
     * @param meta strings, numbers, booleans, nulls, lists and maps, in the order to be written
     */
    public PlanFailure(
            int status, String code, String message, Map<String, ? extends @Nullable Object> meta) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.meta = Collections.unmodifiableMap(new LinkedHashMap<>(meta));
    }

    /** The request is malformed: 400, P6005. */
    public static PlanFailure invalid(String message) {
        return new PlanFailure(400, "P6005", message, Map.of());
    }

    /** The plan contradicts itself or what the database answered: 500, P6000. */
    public static PlanFailure internal(String message) {
        return new PlanFailure(500, "P6000", message, Map.of());
    }

    /** A value does not fit the type that the plan gives it: 400, P2023. */
    static PlanFailure inconsistent(String message) {
        return new PlanFailure(400, "P2023", message, Map.of());
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** Prisma's error code. */
    public String code() {
        return code;
    }

    /** What clients find as {@code error.meta}: JSON values; never null, may be empty. */
    public Map<String, @Nullable Object> meta() {
        return meta;
    }

    /** The message, never null. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
