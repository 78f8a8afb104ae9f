package dev.weir.standalone.machine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the server of a database URL listens.
 *
 * @param host without the brackets of an IPv6 address
 */
public record DatabaseAddress(String host, int port) {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    /** Of a URL with a host, of a kind of database whose default port is known. */
    public static Optional<DatabaseAddress> of(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
        if (uri.getHost() == null) return Optional.empty();
        int port = uri.getPort() > 0 ? uri.getPort() : defaultPort(uri.getScheme());
        var host = uri.getHost().replace("[", "").replace("]", "");
        return port == 0 ? Optional.empty() : Optional.of(new DatabaseAddress(host, port));
    }

    private static int defaultPort(String scheme) {
        return switch (scheme) {
            case "postgresql", "postgres" -> 5432;
            case "mysql", "mariadb" -> 3306;
            case "sqlserver" -> 1433;
            case "cockroachdb" -> 26257;
            default -> 0;
        };
    }

    /**
     * Connects once, for at most two seconds. A URL whose server cannot be read from it is left to
     * the control plane, which checks all of it.
     *
     * @throws UpFailure when the server accepts no connection
     */
    public static void requireReachable(String url) {
        of(url).ifPresent(DatabaseAddress::requireAccepts);
    }

    private void requireAccepts() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) LIMIT.toMillis());
        } catch (UnknownHostException e) {
            throw unreachable("no address is known for that name", e);
        } catch (IOException e) {
            throw unreachable(String.valueOf(e.getMessage()), e);
        }
    }

    private UpFailure unreachable(String why, IOException cause) {
        return new UpFailure(
                "the database server at %s accepts no connection (%s): start it, or correct --database-url"
                        .formatted(this, why),
                cause);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
