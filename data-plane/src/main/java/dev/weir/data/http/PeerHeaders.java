package dev.weir.data.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;
import java.util.Set;

/** The headers between peers, and which of the others go along. */
final class PeerHeaders {
    /** How long the request may still wait for a connection, in milliseconds. */
    static final CharSequence WAIT = HttpHeaders.createOptimized("weir-wait");

    /** In an answer: nothing was done for the request, and somebody else may be asked. */
    static final CharSequence NOT_STARTED = HttpHeaders.createOptimized("weir-not-started");

    /** In an answer: how many requests the peer has under way for the environment. */
    static final CharSequence LOAD = HttpHeaders.createOptimized("weir-load");

    /** In an answer: its code, as metrics count it. */
    static final CharSequence CODE = HttpHeaders.createOptimized("weir-code");

    private static final String OWN = "weir-";

    /** Those of one connection, and those that the next hop makes itself. */
    private static final Set<String> STAY =
            Set.of(
                    "accept-encoding",
                    "connection",
                    "content-length",
                    "expect",
                    "host",
                    "keep-alive",
                    "proxy-authenticate",
                    "proxy-authorization",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade");

    private PeerHeaders() {}

    /** Copies the headers that belong to the request or the answer itself. */
    static void copy(MultiMap from, MultiMap to) {
        for (var header : from) {
            var name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith(":") || name.startsWith(OWN) || STAY.contains(name)) continue;
            to.set(name, header.getValue());
        }
    }

    /** Whether a peer that did nothing for a request says that it had no connection to give. */
    static boolean isWithoutGrant(MultiMap answer) {
        var code = answer.get(CODE);
        return Failures.NOWHERE.equals(code) || SqlFailures.NOWHERE.equals(code);
    }

    /** A number of a header; {@code otherwise} where there is none. */
    static int number(MultiMap headers, CharSequence name, int otherwise) {
        var text = headers.get(name);
        if (text == null) return otherwise;
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
