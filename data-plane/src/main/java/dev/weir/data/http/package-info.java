/**
 * The node's HTTP listeners: connections, event loops, bodies and their limits, and the sending of
 * one answer a request. Knows no protocol: each request goes to one {@link
 * dev.weir.data.http.HttpHandler}, the gateway. A request stays on the event loop that read its
 * headers; its answer may be given from any thread.
 */
@NullMarked
package dev.weir.data.http;

import org.jspecify.annotations.NullMarked;
