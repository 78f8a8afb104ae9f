package dev.weir.data.pg.wire;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * The state of a session when the server was first ready.
 *
 * @param server the kind of server
 * @param statementBound the statement with which the server bounds each later statement; empty if
 *     it bounds them already, or if the session may be other clients' in a moment
 * @param standardFormat whether dates and times are in the standard format without a setting
 */
public record SessionStart(ServerKind server, String statementBound, boolean standardFormat) {
    private static final Set<String> UTC = Set.of("UTC", "Etc/UTC");

    /**
     * The start of a session of Weir's own.
     *
     * @param reported the server's parameters, as reported at the start
     * @param backstop the time-out of statements for which neither role nor database has a shorter
     *     one
     */
    public static SessionStart own(Map<String, String> reported, Duration backstop) {
        ServerKind server = ServerKind.of(reported);
        return new SessionStart(
                server, server.statementBound(backstop.toMillis()), standardFormat(reported));
    }

    /** The start of a session that a pooler in between shares out: nothing is set in it later. */
    public static SessionStart shared(Map<String, String> reported) {
        return new SessionStart(ServerKind.of(reported), "", true);
    }

    private static boolean standardFormat(Map<String, String> reported) {
        return reported.getOrDefault("DateStyle", "ISO").startsWith("ISO")
                && UTC.contains(reported.getOrDefault("TimeZone", "UTC"));
    }
}
