package dev.weir.data.peer;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a node and its peers reach each other: over TLS, where both sides show a certificate.
 *
 * @param host address to bind
 * @param port 0 for any free one
 * @param endpoint where peers reach the node, {@code https://host:port}; empty: its own listener
 * @param certificate PEM file of the node's certificate chain, for {@link #serverName}
 * @param key PEM file of its private key
 * @param authority PEM file of the certificates that peers' certificates have to be signed by;
 *     every holder of such a certificate may forward requests to this node
 */
public record PeerSettings(
        String host,
        int port,
        Optional<String> endpoint,
        Path certificate,
        Path key,
        Path authority) {
    /** Refuses what cannot be a port. */
    public PeerSettings {
        if (port < 0 || port > 65_535) throw new IllegalArgumentException("port: " + port);
    }

    /** The name that a node's certificate has to be for, whatever address it is reached at. */
    public static String serverName(String node, String region) {
        return node + "." + region + ".weir.internal";
    }
}
