package dev.weir.data.gateway;

import dev.weir.data.http.Rejection;
import dev.weir.data.http.Rejection.Reason;
import dev.weir.data.memory.MemoryExhausted;
import dev.weir.data.usage.NoRoomToCount;
import dev.weir.events.NodeId;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway's reasons for answering without a result. */
public final class Rejections {
    private static final Logger LOG = LoggerFactory.getLogger(Rejections.class);
    private static final int RESTART_SECONDS = 5;

    private Rejections() {}

    /** The node may not be able to keep what a request would use: a retry is safe. */
    static Rejection unmetered() {
        return new Rejection(
                Reason.UNAVAILABLE,
                "The node has no room left to record the usage of requests, and begins none.",
                RESTART_SECONDS);
    }

    /** The node counts for as many environments as it can. */
    public static Rejection of(NoRoomToCount full) {
        return new Rejection(
                Reason.UNAVAILABLE,
                "The node counts for "
                        + full.most()
                        + " environments already, its limit, and begins nothing for another"
                        + " environment until it is restarted.",
                RESTART_SECONDS);
    }

    /** No peer that serves the environment was reached; nothing was done. */
    public static Rejection peerUnreachable(NodeId node) {
        return new Rejection(
                Reason.UNAVAILABLE,
                "No connection is available: node "
                        + node
                        + " serves the environment and cannot be reached.",
                1);
    }

    /** No node had a grant for as long as the request could wait. */
    public static Rejection noGrant() {
        return new Rejection(
                Reason.UNAVAILABLE,
                "No connection is available: no reachable node has a grant for the environment.",
                1);
    }

    /** A request that may have taken effect is not sent again. */
    public static Rejection peerLost(NodeId node) {
        return Rejection.of(
                Reason.PEER_LOST,
                "Node "
                        + node
                        + " was lost before it answered: the request may have taken effect.");
    }

    /**
     * The work, or a peer that was asked for it, took longer than the environment allows.
     *
     * @param undone whether nothing of it stays
     */
    public static Rejection timeout(Duration limit, boolean undone) {
        return Rejection.of(
                undone ? Reason.TIMEOUT : Reason.UNFINISHED,
                "The query took longer than its limit of "
                        + limit.toMillis()
                        + " ms and was cancelled"
                        + (undone ? "." : ": if it writes, it may have taken effect."));
    }

    /** There is no memory for the request, or for its answer. */
    public static Rejection of(MemoryExhausted full) {
        return new Rejection(Reason.BUSY, String.valueOf(full.getMessage()), 1);
    }

    /** A defect. Logs its place, but not its message, which may quote a client's data. */
    public static Rejection defect(Throwable bug) {
        var place = new IllegalStateException(bug.getClass().getName());
        place.setStackTrace(bug.getStackTrace());
        LOG.atError().setCause(place).log("a request failed on a defect");
        return Rejection.of(
                Reason.DEFECT,
                "Weir failed on a defect of its own. Please report the request's id.");
    }

    /** The cause that a stage failed with. */
    public static Throwable unwrap(Throwable cause) {
        var inner = cause.getCause();
        return cause instanceof CompletionException && inner != null ? inner : cause;
    }
}
