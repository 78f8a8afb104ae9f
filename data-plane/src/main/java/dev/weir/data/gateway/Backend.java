package dev.weir.data.gateway;

import dev.weir.data.database.Database;
import dev.weir.data.pool.Lender;

/**
 * An environment's database on this node.
 *
 * @param database its properties, as clients may learn them
 * @param lender its connections
 */
public record Backend(Database database, Lender lender) {}
