package dev.weir.data.pg.wire;

import java.util.Map;

/** Servers that speak the protocol and differ in what a session can be reset by. */
public enum ServerKind {
    /**
     * What {@code DISCARD ALL} does, apart from dropping the statements that were prepared by
     * protocol; and the number of those that the application prepared by SQL.
     */
    POSTGRESQL(
            "CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *;"
                    + " SELECT pg_catalog.pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES;"
                    + " SELECT pg_catalog.count(*) FROM pg_catalog.pg_prepared_statements"
                    + " WHERE from_sql"),
    /** Has no advisory locks, channels or session authorization; drops all names. */
    COCKROACHDB("DISCARD ALL");

    private final String resetScript;

    ServerKind(String resetScript) {
        this.resetScript = resetScript;
    }

    /** Tells by what the server said of itself at the start. */
    public static ServerKind of(Map<String, String> parameters) {
        return parameters.containsKey("crdb_version") ? COCKROACHDB : POSTGRESQL;
    }

    String resetScript() {
        return resetScript;
    }

    /**
     * The statement that bounds each later one of the session. A shorter time-out of the role or
     * the database stays.
     */
    String statementBound(long millis) {
        return switch (this) {
            case POSTGRESQL ->
                    "SELECT pg_catalog.set_config('statement_timeout', '"
                            + millis
                            + "', false) WHERE pg_catalog.current_setting('statement_timeout')"
                            + "::pg_catalog.interval NOT BETWEEN '1 ms'::pg_catalog.interval AND '"
                            + millis
                            + " ms'::pg_catalog.interval;"
                            + SearchPath.COUNT;
            case COCKROACHDB -> "SET statement_timeout = " + millis + ";";
        };
    }
}
