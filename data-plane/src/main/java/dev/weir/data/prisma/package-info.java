/**
 * The protocol of Prisma Client 7, and of 6.16 to 6.19 with {@code engineType = "client"}: query
 * plans and interactive transactions over HTTP.
 */
@NullMarked
package dev.weir.data.prisma;

import org.jspecify.annotations.NullMarked;
