package dev.weir.embedded;

import java.time.Duration;
import java.util.Map;

/**
 * How to run a PostgreSQL server.
 *
 * @param port its loopback port; 0: any free one
 * @param maxConnections the server's {@code max_connections}
 * @param durable whether what was committed survives a crash of the machine; a server for tests
 *     need not wait for the disk. A crash of the server alone loses nothing either way
 * @param startLimit how long it may take to be ready
 * @param settings lines of {@code postgresql.conf} that go before the ones chosen here
 */
public record PostgresOptions(
        int port,
        int maxConnections,
        boolean durable,
        Duration startLimit,
        Map<String, String> settings) {
    /** Any free port, 100 connections, durable, half a minute. */
    public static final PostgresOptions DEFAULTS =
            new PostgresOptions(0, 100, true, Duration.ofSeconds(30), Map.of());

    /** For a server whose data nobody needs after the test. */
    public static final PostgresOptions FOR_TESTS =
            new PostgresOptions(0, 200, false, Duration.ofSeconds(30), Map.of());

    public PostgresOptions {
        if (port < 0 || port > 65_535) throw new IllegalArgumentException("port " + port);
        if (maxConnections < 4) {
            throw new IllegalArgumentException("max_connections " + maxConnections);
        }
        settings = Map.copyOf(settings);
    }

    /** The same on that port. */
    public PostgresOptions withPort(int port) {
        return new PostgresOptions(port, maxConnections, durable, startLimit, settings);
    }

    /** The same with that many connections. */
    public PostgresOptions withMaxConnections(int maxConnections) {
        return new PostgresOptions(port, maxConnections, durable, startLimit, settings);
    }
}
