package dev.weir.data.route;

import java.time.Duration;

/**
 * The placing of one request: decides each {@link Placement}, one after the other as long as the
 * request certainly was not begun, and none after that. For one thread at a time.
 */
public interface Attempts {
    /** Binds the request to one node, which holds its transaction: no other is chosen. */
    void bind();

    /** Whether the request is bound. */
    boolean isBound();

    /**
     * The first placement.
     *
     * @param stays whether there is no choice: the request came from a peer, is bound, or would
     *     only be slower elsewhere
     */
    Placement begin(boolean stays);

    /**
     * The placement after the request certainly was not begun, which {@link #ended} was told.
     *
     * @param passes whether the reason may pass in a moment: no grant yet, or no way to a node that
     *     has it
     */
    Placement refused(boolean passes);

    /**
     * The placement after a pause of waiting.
     *
     * @param room whether the own pool would serve the request at once
     */
    Placement check(boolean room);

    /**
     * Notes how the request ended where it was placed; a second end changes nothing.
     *
     * @return requests that this node has under way for the environment; negative if not counted
     */
    int ended(Ending ending);

    /** The pause before a check, after a number of them: 50 ms, doubled up to 400 ms. */
    static Duration pause(int checks) {
        return Pauses.before(checks);
    }
}
