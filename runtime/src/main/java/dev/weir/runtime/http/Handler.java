package dev.weir.runtime.http;

/** Serves the requests of one route. */
@FunctionalInterface
public interface Handler {
    /**
     * The answer to a request. Runs on a virtual thread of its own and may block; it is interrupted
     * when the request's time is over.
     *
     * @throws ProblemException to answer a {@link Problem}
     * @throws Exception anything else is logged and answered as 500 without its message
     */
    Answer handle(Request request) throws Exception;
}
