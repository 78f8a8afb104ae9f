package dev.weir.data.pg;

import dev.weir.data.database.Database;
import dev.weir.data.database.DatabaseConformance;
import dev.weir.data.pg.wire.PgUrl;
import dev.weir.data.pg.wire.TargetPolicy;
import dev.weir.testing.TestPostgres;

/** PostgreSQL keeps the port's promises. */
class PgConformanceTest extends DatabaseConformance {
    @Override
    protected Database open() {
        return new PgDatabase(
                new PgNetwork(loop.vertx(), TargetPolicy.ALLOW_PRIVATE),
                PgUrl.parse(TestPostgres.freshDatabase().uri() + "?sslmode=disable"),
                PgSettings.DEFAULT,
                PgDatabase.UNMETERED);
    }

    @Override
    protected String placeholder(int n) {
        return "$" + n;
    }

    @Override
    protected String endless() {
        return "SELECT pg_sleep(600)";
    }
}
