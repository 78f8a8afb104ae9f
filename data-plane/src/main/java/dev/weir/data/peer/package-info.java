/**
 * The way to a node's peers: links over mutual TLS, which are opened before they are needed, and
 * the forwarding of requests over them. {@link dev.weir.data.peer.Forwarding} is the gateway's view
 * of all this; one {@link dev.weir.data.peer.PeerCall} is one request at one peer, whose answer a
 * {@link dev.weir.data.peer.Relay} passes on.
 */
@NullMarked
package dev.weir.data.peer;

import org.jspecify.annotations.NullMarked;
