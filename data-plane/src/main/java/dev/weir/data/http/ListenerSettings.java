package dev.weir.data.http;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a node listens.
 *
 * @param host address to bind
 * @param port 0 for any free one
 * @param certificate PEM file of the certificate chain; null for no TLS
 * @param key PEM file of its private key; null for no TLS
 * @param eventLoops how many event loops accept connections
 * @param maxHeaderBytes of all headers of a request together
 * @param maxBodyBytes of one request. The largest that clients are known to send are lists of tens
 *     of thousands of ids (under 1 MiB) and bulk inserts, which they split at 32,767 values
 * @param maxBufferedBytes of all bodies that the node has in memory at once, over all listeners;
 *     past it requests are refused. One that grows is there twice for a moment
 * @param maxRequests answered at once; past it requests are refused
 * @param maxConnections open at once; past it they are closed
 * @param idleTimeout a connection on which nothing was read or written for this long is closed;
 *     longer than any query may take
 * @param headerTimeout a new connection has to send its first request within this time, and each
 *     later request's head has to be complete this long after its first byte
 * @param bodyTimeout a body has to be complete within this time, and each 256 KiB of an answer
 *     taken
 * @param compressFrom answers of at least this many bytes are compressed for clients that accept it
 * @param proxies whose word is taken for the address that a client used
 */
public record ListenerSettings(
        String host,
        int port,
        @Nullable Path certificate,
        @Nullable Path key,
        int eventLoops,
        int maxHeaderBytes,
        int maxBodyBytes,
        long maxBufferedBytes,
        int maxRequests,
        int maxConnections,
        Duration idleTimeout,
        Duration headerTimeout,
        Duration bodyTimeout,
        int compressFrom,
        TrustedProxies proxies) {
    /** Refuses what cannot work, with the rule that it breaks. */
    public ListenerSettings {
        require(port >= 0 && port <= 65_535, "port must be 0 to 65535");
        require((certificate == null) == (key == null), "certificate and key belong together");
        require(eventLoops >= 1, "at least one event loop");
        require(maxHeaderBytes >= 1_024, "headers need at least 1024 bytes");
        require(maxBodyBytes >= 1_024, "bodies need at least 1024 bytes");
        require(
                maxBufferedBytes >= 2L * maxBodyBytes,
                "all bodies together need the memory of two of the largest");
        require(maxRequests >= 1 && maxConnections >= 1, "at least one request and connection");
        require(
                idleTimeout.isPositive() && headerTimeout.isPositive() && bodyTimeout.isPositive(),
                "time-outs must be positive");
        require(compressFrom >= 0, "compressFrom must not be negative");
    }

    /**
     * Defaults, without TLS: 32 KiB of headers, 32 MiB a body, a quarter of the heap for all bodies
     * (at least two), 10,000 requests, 50,000 connections; 75 s idle, 10 s for a first request, 30
     * s for a body; compression from 16 KiB, since it takes far more CPU time than a small query.
     */
    public static ListenerSettings of(String host, int port) {
        int maxBody = 32 << 20;
        return new ListenerSettings(
                host,
                port,
                null,
                null,
                Runtime.getRuntime().availableProcessors(),
                32 << 10,
                maxBody,
                bodiesOf(Runtime.getRuntime().maxMemory(), maxBody),
                10_000,
                50_000,
                Duration.ofSeconds(75),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                16 << 10,
                TrustedProxies.NONE);
    }

    /** A quarter of the heap, or two bodies if that is more. */
    public static long bodiesOf(long heap, int maxBody) {
        return Math.max(2L * maxBody, heap / 4);
    }

    /** The same on another port, with or without TLS. */
    public ListenerSettings with(
            int otherPort, @Nullable Path otherCertificate, @Nullable Path otherKey) {
        return at(host, otherPort, otherCertificate, otherKey);
    }

    /** The same at another address, over TLS. */
    public ListenerSettings secured(
            String otherHost, int otherPort, Path ownCertificate, Path ownKey) {
        return at(otherHost, otherPort, ownCertificate, ownKey);
    }

    private ListenerSettings at(
            String otherHost,
            int otherPort,
            @Nullable Path otherCertificate,
            @Nullable Path otherKey) {
        return new ListenerSettings(
                otherHost,
                otherPort,
                otherCertificate,
                otherKey,
                eventLoops,
                maxHeaderBytes,
                maxBodyBytes,
                maxBufferedBytes,
                maxRequests,
                maxConnections,
                idleTimeout,
                headerTimeout,
                bodyTimeout,
                compressFrom,
                proxies);
    }

    /** The same on so many event loops. */
    public ListenerSettings withEventLoops(int count) {
        return with(count, maxBodyBytes, maxBufferedBytes, headerTimeout, bodyTimeout);
    }

    /** The same with another time for a first request. */
    public ListenerSettings withHeaderTimeout(Duration timeout) {
        return with(eventLoops, maxBodyBytes, maxBufferedBytes, timeout, bodyTimeout);
    }

    /** The same with another time for a body, and for a piece of an answer. */
    public ListenerSettings withBodyTimeout(Duration timeout) {
        return with(eventLoops, maxBodyBytes, maxBufferedBytes, headerTimeout, timeout);
    }

    /** The same with other bounds of one body, and of all. */
    public ListenerSettings withBodies(int mostBytes, long mostBytesOfAll) {
        return with(eventLoops, mostBytes, mostBytesOfAll, headerTimeout, bodyTimeout);
    }

    private ListenerSettings with(
            int loops, int body, long bodies, Duration firstRequest, Duration bodyTime) {
        return new ListenerSettings(
                host,
                port,
                certificate,
                key,
                loops,
                maxHeaderBytes,
                body,
                bodies,
                maxRequests,
                maxConnections,
                idleTimeout,
                firstRequest,
                bodyTime,
                compressFrom,
                proxies);
    }

    private static void require(boolean holds, String rule) {
        if (!holds) throw new IllegalArgumentException(rule);
    }
}
