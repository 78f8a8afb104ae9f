package dev.weir.data.gateway;

import dev.weir.data.http.HttpExchange;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The scheme, host and port at which a client reached the first node of its request. An answer
 * names no other address: those between nodes mean nothing to a client.
 */
public final class ClientOrigin {
    private ClientOrigin() {}

    /**
     * The origin of a request, which the client uses as it is. By the clients' own rule only local
     * hosts are spoken to without TLS; a plain request for another host passed a proxy that ended
     * its TLS.
     */
    public static String of(HttpExchange exchange) {
        var request = exchange.request();
        var forwarded = exchange.isFromPeer() ? request.getHeader(HopHeaders.ORIGIN) : null;
        if (forwarded != null) return forwarded;
        var authority = request.authority();
        return of(
                authority == null ? "localhost" : authority.toString(),
                request.isSSL(),
                request.getHeader("x-forwarded-proto"));
    }

    static String of(String host, boolean tls, @Nullable String before) {
        boolean plain = !tls && !"https".equalsIgnoreCase(before) && isLocal(host);
        return (plain ? "http://" : "https://") + host;
    }

    private static boolean isLocal(String authority) {
        var host = authority.toLowerCase(Locale.ROOT);
        return host.contains("localhost") || host.contains("127.0.0.1") || host.contains("[::1]");
    }
}
