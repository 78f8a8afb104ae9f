package dev.weir.control.management;

import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param actor the name of the token, for the audit log
 * @param idempotencyKey 1 to 200 characters; a creation repeated with it, by the same actor, within
 *     a day gives what it gave before; null: every call creates
 */
public record Request(String actor, @Nullable String idempotencyKey) {
    /** One part of a request that creates several things. */
    public Request part(int place) {
        return idempotencyKey == null ? this : new Request(actor, place + ":" + idempotencyKey);
    }

    /** A request that creates on every call, or creates nothing. */
    public static Request of(String actor) {
        return new Request(actor, null);
    }
}
