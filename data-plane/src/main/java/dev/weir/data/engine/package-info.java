/**
 * The protocol of Prisma Client 5 and 6 generated with {@code --no-engine}, and of 4.16 with {@code
 * jsonProtocol}: clients upload their schema and send queries as JSON, which are compiled here.
 */
@NullMarked
package dev.weir.data.engine;

import org.jspecify.annotations.NullMarked;
