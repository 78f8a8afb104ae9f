package dev.weir.data.http;

import org.jspecify.annotations.Nullable;

/** Answers the requests of a node's listeners. */
public interface HttpHandler {
    /**
     * Takes a request whose headers were read. On the request's event loop.
     *
     * @param overload the listener's reason to begin no more requests; null if it takes this one
     */
    void handle(HttpExchange exchange, @Nullable Rejection overload);

    /** Units of work that outlast a request and have not ended. From any thread. */
    int unfinished();

    /** Undoes the work that outlasts its requests and begins no more of it. From any thread. */
    void stop();
}
