package dev.weir.data.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client is told instead of a result.
 *
 * @param status HTTP status
 * @param code Prisma's error code
 * @param message for its developer: what happened, and what to do where that can be said
 * @param meta JSON values, in this order
 * @param retryAfterSeconds when it may be worth to try again; 0 if that is not known
 * @param own whether Weir itself refused, and not the database or a transaction: then {@code meta}
 *     carries the request's id, to report it with
 */
record Failure(
        int status,
        String code,
        String message,
        Map<String, ? extends @Nullable Object> meta,
        int retryAfterSeconds,
        boolean own) {
    static Failure refusal(int status, String code, String message) {
        return new Failure(status, code, message, Map.of(), 0, true);
    }

    Failure retryAfter(int seconds) {
        return new Failure(status, code, message, meta, seconds, own);
    }
}
