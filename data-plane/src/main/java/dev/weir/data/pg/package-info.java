/**
 * PostgreSQL and CockroachDB behind the port to databases: sockets, TLS, timers and threads around
 * the protocol, whose decisions stand in {@link dev.weir.data.pg.wire}.
 */
@NullMarked
package dev.weir.data.pg;

import org.jspecify.annotations.NullMarked;
