package dev.weir.control.management;

import dev.weir.events.DatabaseId;
import java.time.Instant;

/**
 * A database server.
 *
 * @param limit the most connections that all nodes together may have open to it
 * @param effectiveLimit what is enforced now: above {@code limit} only while connections are given
 *     back after it was lowered
 * @param reserve how many of the limit are never granted
 * @param charged how many nodes may have open at this moment
 * @param revision rises with every change of limit or reserve
 */
public record Database(
        DatabaseId id,
        String host,
        int port,
        int limit,
        int effectiveLimit,
        int reserve,
        int charged,
        long revision,
        Instant createdAt) {}
