package dev.weir.data.query;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A failure in Prisma's terms.
 *
 * @param status HTTP status
 * @param code Prisma's error code
 * @param message for the application's developer: what happened, with numbers, and the remedy where
 *     there is one
 * @param meta JSON values, in this order
 * @param retryAfterSeconds delay after which a retry may succeed; 0 if that is not known
 * @param own whether Weir itself refused, and not the database or a transaction: then {@code meta}
 *     carries the request's id, to report it with
 */
public record PrismaFailure(
        int status,
        String code,
        String message,
        Map<String, ? extends @Nullable Object> meta,
        int retryAfterSeconds,
        boolean own) {
    static PrismaFailure refusal(int status, String code, String message, int retryAfterSeconds) {
        return new PrismaFailure(status, code, message, Map.of(), retryAfterSeconds, true);
    }
}
