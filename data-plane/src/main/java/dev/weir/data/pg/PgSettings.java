package dev.weir.data.pg;

import dev.weir.data.pg.wire.Bounds;
import java.time.Duration;

/**
 * How a node connects to PostgreSQL.
 *
 * @param connectTimeout the longest that connecting may take, from the name's look-up until ready;
 *     a URL may ask for less
 * @param statementBackstop past it the server itself ends a statement: more than any session's own
 *     limit
 * @param idleSession past it the server ends a session that asks nothing: more than the pool lets
 *     one rest
 * @param idleInTransaction past it the server ends a session that rests within a transaction
 * @param bounds of each connection
 */
public record PgSettings(
        Duration connectTimeout,
        Duration statementBackstop,
        Duration idleSession,
        Duration idleInTransaction,
        Bounds bounds) {
    /** What nodes use unless told otherwise. */
    public static final PgSettings DEFAULT =
            new PgSettings(
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(2),
                    Bounds.DEFAULT);

    /** Refuses what would switch a bound off: to the server, zero means none. */
    public PgSettings {
        for (Duration each :
                new Duration[] {
                    connectTimeout, statementBackstop, idleSession, idleInTransaction
                }) {
            if (each.toMillis() < 1 || each.toMillis() > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("a time-out of " + each);
            }
        }
    }
}
