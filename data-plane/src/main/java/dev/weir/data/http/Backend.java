package dev.weir.data.http;

import dev.weir.data.database.Database;
import dev.weir.data.pool.Lender;

/**
 * Where an environment's requests are served on this node.
 *
 * @param database what clients are told of it
 * @param lender its connections
 */
public record Backend(Database database, Lender lender) {}
