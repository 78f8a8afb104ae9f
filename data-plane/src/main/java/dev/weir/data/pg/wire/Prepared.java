package dev.weir.data.pg.wire;

import org.jspecify.annotations.Nullable;

/** A statement's text as a connection has met it. */
final class Prepared {
    final String sql;

    /** Its name at the server; null as long as it has none there. */
    @Nullable String name;

    /** Whether the server has confirmed the name. */
    boolean parsed;

    /** What it brings; null as long as the server has not said. */
    @Nullable Shape shape;

    Prepared(String sql) {
        this.sql = sql;
    }
}
