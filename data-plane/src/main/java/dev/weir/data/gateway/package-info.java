/**
 * The one life of every request, whatever its protocol.
 *
 * <p>{@link dev.weir.data.gateway.Gateway} takes a request on the event loop that read it: it
 * authenticates the API key, reads the body and places the request ({@link
 * dev.weir.data.route.Placement}): here, at a peer, waiting for a grant, or refused. {@link
 * dev.weir.data.gateway.LocalService} goes on, on the loop that owns the environment's pool: it
 * waits for the environment's turn, asks the protocol for its {@link dev.weir.data.gateway.Work},
 * borrows a connection, runs the work and answers. A request that gets no connection here goes back
 * to be placed again ({@link dev.weir.data.gateway.Fallback}).
 *
 * <p>A {@link dev.weir.data.gateway.Protocol} parses, works and words its answers. The gateway
 * knows none of them by name: a further protocol is one package and one line of wiring.
 */
@NullMarked
package dev.weir.data.gateway;

import org.jspecify.annotations.NullMarked;
