/**
 * The node's listener and its door for Prisma 7: what stands between a socket and an environment's
 * connections. A request is authenticated on the event loop that read it, handed with its whole
 * body to the loop that owns the environment's pool, and answered from there. This is a shell: what
 * it decides by itself are limits and forms.
 */
@NullMarked
package dev.weir.data.http;

import org.jspecify.annotations.NullMarked;
