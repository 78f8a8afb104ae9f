package dev.weir.data.pg.wire;

/** How far TLS is wanted towards the database, as libpq names it. */
public enum SslMode {
    /** No TLS. */
    DISABLE,
    /** TLS if the server has it, whoever the server is. */
    PREFER,
    /** TLS, whoever the server is. */
    REQUIRE,
    /** TLS to a server whose certificate a known authority signed. */
    VERIFY_CA,
    /** The same, and the certificate is for the URL's host. */
    VERIFY_FULL;

    /** Whether a connection without TLS is refused. */
    public boolean required() {
        return this == REQUIRE || this == VERIFY_CA || this == VERIFY_FULL;
    }
}
