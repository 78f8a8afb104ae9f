package dev.weir.data.peer;

import dev.weir.data.gateway.HopHeaders;
import io.vertx.core.MultiMap;
import java.util.Locale;
import java.util.Set;

/** The headers that a node passes on to its peer, and from a peer's answer to the client. */
final class PeerHeaders {
    /** Headers of one connection, and those that the next hop makes itself. */
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
            if (name.startsWith(":") || name.startsWith(HopHeaders.PREFIX)) continue;
            if (!STAY.contains(name)) to.set(name, header.getValue());
        }
    }
}
