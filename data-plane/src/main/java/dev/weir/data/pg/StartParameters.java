package dev.weir.data.pg;

import dev.weir.data.pg.wire.PgUrl;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a session begins with, and what {@code RESET ALL} brings it back to. */
final class StartParameters {
    /** How much of it a server takes. */
    enum Extent {
        ALL,
        /** Without what PostgreSQL has since version 14, and not on every system. */
        OLDER,
        /** Without timers: for poolers in between, and other servers of the protocol. */
        PLAIN;

        boolean hasLess() {
            return this != PLAIN;
        }

        Extent less() {
            return this == ALL ? OLDER : PLAIN;
        }
    }

    private StartParameters() {}

    static Map<String, String> of(PgUrl url, PgSettings settings, String name, Extent extent) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("user", url.user());
        parameters.put("database", url.database());
        parameters.put("application_name", name);
        parameters.put("client_encoding", "UTF8");
        parameters.put("standard_conforming_strings", "on");
        parameters.put("extra_float_digits", "1");
        if (url.schema() != null && !url.schema().equals("public")) {
            parameters.put("search_path", quoted(url.schema()) + ", public");
        }
        if (extent == Extent.PLAIN) {
            parameters.remove("extra_float_digits");
            parameters.put("DateStyle", "ISO");
            parameters.put("TimeZone", "UTC");
        } else {
            parameters.put(
                    "idle_in_transaction_session_timeout", millis(settings.idleInTransaction()));
            parameters.put("tcp_keepalives_idle", "10");
            parameters.put("tcp_keepalives_interval", "5");
            parameters.put("tcp_keepalives_count", "3");
        }
        if (extent == Extent.ALL) {
            parameters.put("idle_session_timeout", millis(settings.idleSession()));
            parameters.put("client_connection_check_interval", "1000");
        }
        return parameters;
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
