package dev.weir.control.store;

import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The store's tables, which the control plane makes and changes by itself. */
public final class Schema {
    private Schema() {}

    /** Brings the tables up to this version. Replicas that start together wait for one another. */
    public static void migrate(DataSource source) {
        Flyway.configure(Schema.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:dev/weir/control/store/migration")
                // With a lock in transactions, indexes could not be made concurrently.
                .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                .load()
                .migrate();
    }
}
