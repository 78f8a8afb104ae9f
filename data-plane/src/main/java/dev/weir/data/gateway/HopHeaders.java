package dev.weir.data.gateway;

import dev.weir.data.pool.LoanRefused;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** The headers of requests and answers between nodes. */
public final class HopHeaders {
    /** Prefix of all of them: never passed on to a client, nor taken from one. */
    public static final String PREFIX = "weir-";

    /** In a request: time left to wait for a connection, in milliseconds. */
    public static final CharSequence WAIT = HttpHeaders.createOptimized("weir-wait");

    /** In a request: the {@link ClientOrigin} that the first node saw. */
    public static final CharSequence ORIGIN = HttpHeaders.createOptimized("weir-origin");

    /** In an answer: nothing was done for the request, which may go to another node. */
    public static final CharSequence NOT_STARTED = HttpHeaders.createOptimized("weir-not-started");

    /** In an answer: requests that the peer has under way for the environment. */
    public static final CharSequence LOAD = HttpHeaders.createOptimized("weir-load");

    /** In an answer: its code, as metrics count it. */
    public static final CharSequence CODE = HttpHeaders.createOptimized("weir-code");

    private static final String NO_GRANT = "no-grant";

    private HopHeaders() {}

    /** The value of {@link #NOT_STARTED} for a reason. */
    static String notStarted(Throwable cause) {
        return cause instanceof LoanRefused refused
                        && (refused.reason() == LoanRefused.Reason.NO_GRANT
                                || refused.reason() == LoanRefused.Reason.STOPPING)
                ? NO_GRANT
                : "busy";
    }

    /** Whether a peer that did nothing for a request had no connection to give. */
    public static boolean isWithoutGrant(@Nullable String notStarted) {
        return NO_GRANT.equals(notStarted);
    }

    /** A number of a header; {@code otherwise} where there is none. */
    public static int number(MultiMap headers, CharSequence name, int otherwise) {
        var text = headers.get(name);
        if (text == null) return otherwise;
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
