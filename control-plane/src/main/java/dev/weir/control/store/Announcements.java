package dev.weir.control.store;

import dev.weir.control.management.Environment;
import dev.weir.events.EnvironmentEvent.EnvironmentDefined;
import dev.weir.events.EnvironmentId;
import dev.weir.runtime.EnvelopeCipher;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Makes the facts that announce an environment. Its URL is sealed for one version of one
 * environment, so every version seals it anew.
 */
public final class Announcements {
    private final EnvelopeCipher sealer;

    /** Announcements whose URLs nodes can open. */
    public Announcements(EnvelopeCipher sealer) {
        this.sealer = sealer;
    }

    String seal(String url, EnvironmentId id, long version) {
        return sealer.seal(url, EnvironmentDefined.urlContext(id, version));
    }

    /** Begins an environment's next version and announces it under its database's limit. */
    EnvironmentDefined next(Connection connection, Environment environment, int databaseLimit)
            throws SQLException {
        var id = environment.id();
        long next = environment.version() + 1;
        var opened =
                sealer.open(
                        EnvironmentRows.sealedUrl(connection, id),
                        EnvironmentDefined.urlContext(id, environment.version()));
        EnvironmentRows.setVersion(connection, id, next, seal(opened.value(), id, next));
        return of(connection, EnvironmentRows.one(connection, id), databaseLimit);
    }

    /** The same under the limit that its database has now. */
    EnvironmentDefined next(Connection connection, Environment environment) throws SQLException {
        return next(
                connection,
                environment,
                DatabaseRows.one(connection, environment.database()).limit());
    }

    /** Announces an environment as it is; nodes are given the lower of the two limits. */
    EnvironmentDefined of(Connection connection, Environment environment, int databaseLimit)
            throws SQLException {
        var own = environment.connectionLimit();
        return new EnvironmentDefined(
                environment.id(),
                environment.version(),
                environment.project(),
                environment.name(),
                environment.region(),
                environment.database(),
                environment.state(),
                own == null ? databaseLimit : Math.min(own, databaseLimit),
                EnvironmentRows.sealedUrl(connection, environment.id()),
                ApiKeyRows.hashes(connection, environment.id()),
                environment.settings());
    }
}
