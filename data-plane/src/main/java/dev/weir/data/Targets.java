package dev.weir.data;

import dev.weir.data.database.Database;
import dev.weir.data.database.DatabaseFault;
import dev.weir.data.jdbc.SqliteDatabase;
import dev.weir.data.jdbc.SqliteFile;
import dev.weir.data.pg.PgDatabase;
import dev.weir.data.pg.PgNetwork;
import dev.weir.data.pg.PgSettings;
import dev.weir.data.pg.wire.PgUrl;
import dev.weir.data.usage.Account;
import dev.weir.data.usage.CpuMeter;
import dev.weir.data.usage.netty.MeteredChannels;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;

/**
 * The databases that this node may reach. The scheme of an environment's URL decides on the
 * adapter.
 *
 * @param vertx whose event loops connections belong to
 * @param sqliteFolders where SQLite files may be; none: there is no SQLite on this node
 */
record Targets(Vertx vertx, PgNetwork network, PgSettings postgres, List<Path> sqliteFolders) {
    /** A database as its URL names it; equal for the same database with the same credentials. */
    sealed interface DatabaseTarget {
        /** The database, whose work is charged to an account, or to the platform's. */
        Database database(Account account, Account platform);
    }

    /**
     * Reads an environment's URL.
     *
     * @throws DatabaseFault REFUSED if this node may not reach it
     */
    DatabaseTarget parse(String url) {
        return url.startsWith("file:")
                ? new Sqlite(vertx, SqliteFile.parse(url, sqliteFolders))
                : new Postgres(PgUrl.parse(url), network, postgres);
    }

    private record Postgres(PgUrl url, PgNetwork network, PgSettings settings)
            implements DatabaseTarget {
        @Override
        public Database database(Account account, Account platform) {
            return new PgDatabase(
                    network,
                    url,
                    settings,
                    forRequest ->
                            MeteredChannels.handler(
                                    () -> forRequest.getAsBoolean() ? account : platform));
        }
    }

    private record Sqlite(Vertx vertx, SqliteFile file) implements DatabaseTarget {
        @Override
        public Database database(Account account, Account platform) {
            return new SqliteDatabase(
                    vertx,
                    file,
                    (forRequest, job) ->
                            CpuMeter.current().run(forRequest ? account : platform, job));
        }
    }
}
