package dev.weir.data.route;

import dev.weir.events.NodeLife;

/** What is to become of a request next. */
public sealed interface Step {
    /** It is served by this node's own pool, or learns there why it is not. */
    record Here() implements Step {}

    /** It is handed to a peer. */
    record There(NodeLife life) implements Step {}

    /**
     * Nobody has it now: it looks again after a pause, if there is time and room to wait.
     *
     * @param looks how often it has looked
     */
    record Wait(int looks) implements Step {}

    /** Nobody has it: its client is told why. */
    record Tell() implements Step {}
}
