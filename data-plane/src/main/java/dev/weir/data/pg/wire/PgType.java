package dev.weir.data.pg.wire;

/**
 * A type of the server.
 *
 * @param form how a value is read, or an element if it is an array
 */
record PgType(int oid, String name, Form form, boolean list) {}
