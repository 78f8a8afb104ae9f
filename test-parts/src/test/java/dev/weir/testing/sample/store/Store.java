package dev.weir.testing.sample.store;

import java.sql.Connection;
import java.time.Instant;

/** A shell class: it may read the clock and use SQL. */
public final class Store {
    Class<Connection> port = Connection.class;

    static Instant now() {
        return Instant.now();
    }
}
