package dev.weir.data.pg.wire;

import org.jspecify.annotations.Nullable;

/** A statement's text as a connection has met it. */
final class Prepared {
    final String sql;

    private @Nullable Boolean direct;
    private @Nullable Boolean qualified;

    /** Its name at the server; null as long as it has none there. */
    @Nullable String name;

    /** Whether the server has confirmed the name. */
    boolean parsed;

    /** The types that the server gave its parameters; null as long as it has not said. */
    int @Nullable [] parameters;

    /** The shape of its rows; null as long as the server has not said. */
    @Nullable Shape shape;

    /** The moment, the schema's epoch and the transaction in which the name was parsed. */
    long parsedAt;

    long epoch;
    long transaction;

    Prepared(String sql) {
        this.sql = sql;
    }

    /**
     * Whether its parameters are values only: otherwise it is parsed for each use. The text is read
     * the first time that this is asked, as most texts are met once.
     */
    boolean isDirect() {
        Boolean known = direct;
        if (known == null) {
            known = DirectParameters.only(sql);
            direct = known;
        }
        return known;
    }

    /** Whether its names mean the same in any search path: {@link QualifiedNames}. */
    boolean isQualified() {
        Boolean known = qualified;
        if (known == null) {
            known = QualifiedNames.only(sql);
            qualified = known;
        }
        return known;
    }
}
