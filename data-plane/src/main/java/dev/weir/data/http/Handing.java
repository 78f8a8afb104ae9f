package dev.weir.data.http;

import dev.weir.data.transaction.Refusal;
import dev.weir.events.NodeLife;
import org.jspecify.annotations.Nullable;

/** What can become of a request that is being served here. From any thread, except where said. */
interface Handing {
    /** Of requests that nobody else may serve. */
    Handing NONE =
            new Handing() {
                @Override
                public boolean elsewhere(Throwable refusal) {
                    return false;
                }

                @Override
                public @Nullable Refusal to(NodeLife life) {
                    return new Refusal.Elsewhere(life.node());
                }

                @Override
                public int ended(int status) {
                    return -1;
                }
            };

    /**
     * The request was refused here before anything was done for it: has somebody else serve it.
     *
     * @return whether somebody does, and will answer; otherwise it is to be answered here
     */
    boolean elsewhere(Throwable refusal);

    /**
     * The request belongs to a transaction that another node holds: hands it there.
     *
     * @return null if that was done; otherwise what the client is to be told
     */
    @Nullable Refusal to(NodeLife life);

    /**
     * It was answered here, or its client left. On its loop, once.
     *
     * @param status the answer's; 0 if the client left; negative if nothing was done for it
     * @return how many requests this node has under way for the environment; negative if unknown
     */
    int ended(int status);
}
