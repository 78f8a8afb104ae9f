package dev.weir.data.gateway;

import dev.weir.data.http.HttpExchange;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The scheme, host and port at which a client reached the first node of its request. An answer
 * names no other address: those between nodes mean nothing to a client.
 *
 * @param host as the client used it, with its port
 * @param tls whether the client used TLS; null if only the host can say so
 */
public record ClientOrigin(String host, @Nullable Boolean tls) {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._\\-\\[\\]:]{1,255}");
    private static final Pattern FORWARDED =
            Pattern.compile("(?i)(host|proto)\\s*=\\s*\"?([^\";,\\s]+)\"?");

    /**
     * The origin of a request as a URL without a path, which the client uses as it is. By the
     * clients' own rule only local hosts are spoken to without TLS; a plain request for another
     * host passed a proxy that ended its TLS. What a proxy says of the client's side ({@code
     * Forwarded}, RFC 7239, or {@code X-Forwarded-Host} and {@code -Proto}) counts if it is
     * trusted.
     */
    public static String of(HttpExchange exchange) {
        var request = exchange.request();
        var forwarded = exchange.isFromPeer() ? request.getHeader(HopHeaders.ORIGIN) : null;
        if (forwarded != null) return forwarded;
        var seen = seen(request);
        return (exchange.isFromTrustedProxy() ? seen.told(request) : seen).toString();
    }

    private static ClientOrigin seen(HttpServerRequest request) {
        var authority = request.authority();
        return new ClientOrigin(
                authority == null ? "localhost" : authority.toString(),
                request.isSSL() ? Boolean.TRUE : null);
    }

    private ClientOrigin told(HttpServerRequest request) {
        var forwarded = request.getHeader("forwarded");
        return forwarded != null
                ? told(forwarded)
                : told(
                        request.getHeader("x-forwarded-host"),
                        request.getHeader("x-forwarded-proto"));
    }

    /** The first of several elements is that of the first proxy, which the client spoke to. */
    ClientOrigin told(String forwarded) {
        var parts = FORWARDED.matcher(first(forwarded));
        String newHost = null;
        String proto = null;
        while (parts.find()) {
            if (parts.group(1).equalsIgnoreCase("host")) newHost = parts.group(2);
            else proto = parts.group(2);
        }
        return told(newHost, proto);
    }

    ClientOrigin told(@Nullable String otherHost, @Nullable String proto) {
        var named = otherHost == null ? "" : first(otherHost);
        return new ClientOrigin(
                HOST.matcher(named).matches() ? named : host,
                proto == null ? tls : (Boolean) first(proto).equalsIgnoreCase("https"));
    }

    private static String first(String list) {
        int comma = list.indexOf(',');
        return (comma < 0 ? list : list.substring(0, comma)).strip();
    }

    @Override
    public String toString() {
        boolean secured = tls == null ? !isLocal() : tls || !isLocal();
        return (secured ? "https://" : "http://") + host;
    }

    private boolean isLocal() {
        var lower = host.toLowerCase(Locale.ROOT);
        return lower.contains("localhost")
                || lower.contains("127.0.0.1")
                || lower.contains("[::1]");
    }
}
