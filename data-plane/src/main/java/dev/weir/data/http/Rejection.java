package dev.weir.data.http;

import dev.weir.data.memory.MemoryExhausted;
import java.time.Duration;

/**
 * The node's own reason for not answering a request with a result, in no protocol's words.
 *
 * @param message names the limit with its number and, where it helps, the remedy
 * @param retryAfterSeconds delay after which a retry may succeed; 0 if that is not known
 */
public record Rejection(Reason reason, String message, int retryAfterSeconds) {
    private static final int MAX_PATH_LENGTH = 200;

    /** The class of a rejection, from which each protocol derives its own code. */
    public enum Reason {
        /** No protocol claims the path. */
        NOT_FOUND(404),
        /** The path does not take the method. */
        WRONG_METHOD(405),
        /** The body did not arrive in time. */
        BODY_TOO_SLOW(408),
        /** The body is larger than its limit. */
        BODY_TOO_LARGE(413),
        /** The work took longer than its limit, and was undone. */
        TIMEOUT(422),
        /** The work took longer than its limit, and may have taken effect. */
        UNFINISHED(422),
        /** A defect of Weir. */
        DEFECT(500),
        /** A peer was lost before its answer, and may have done the work. */
        PEER_LOST(502),
        /** The node is at a limit of its own; nothing was begun. */
        BUSY(503),
        /** The node has no connection for the environment and no peer to ask; nothing was begun. */
        UNAVAILABLE(503);

        private final int status;

        Reason(int status) {
            this.status = status;
        }
    }

    /** A rejection without advice on when to retry. */
    public static Rejection of(Reason reason, String message) {
        return new Rejection(reason, message, 0);
    }

    /** The HTTP status. */
    public int status() {
        return reason.status;
    }

    /** No protocol claims the path. */
    public static Rejection notFound(String path) {
        var shown = path.length() > MAX_PATH_LENGTH ? "here" : path;
        return of(Reason.NOT_FOUND, "There is nothing at " + shown + ".");
    }

    /** The path takes other methods. */
    public static Rejection wrongMethod(String method, String allowed) {
        return of(
                Reason.WRONG_METHOD,
                "The method " + method + " is not possible here, only " + allowed + ".");
    }

    static Rejection bodyTooLarge(long limit) {
        return of(
                Reason.BODY_TOO_LARGE,
                "The request is larger than its limit of " + limit + " bytes.");
    }

    static Rejection bodyTooSlow(Duration limit) {
        return of(
                Reason.BODY_TOO_SLOW,
                "The request was not complete after " + limit.toSeconds() + " seconds.");
    }

    static Rejection tooManyRequests(int limit) {
        return new Rejection(
                Reason.BUSY,
                "Too many requests: the node is answering " + limit + " already, its limit.",
                1);
    }

    static Rejection of(MemoryExhausted full) {
        return new Rejection(Reason.BUSY, String.valueOf(full.getMessage()), 1);
    }
}
