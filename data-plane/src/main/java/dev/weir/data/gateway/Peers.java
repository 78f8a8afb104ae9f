package dev.weir.data.gateway;

import dev.weir.data.http.Rejection;
import dev.weir.data.route.Attempts;
import dev.weir.data.route.SoleAttempts;
import dev.weir.data.transaction.Refusal;
import dev.weir.events.EnvironmentId;
import dev.weir.events.NodeLife;
import io.vertx.core.Context;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The node's peers, as far as requests go to them. Thread-safe. */
public interface Peers {
    /** A node without peers. */
    Peers NONE =
            new Peers() {
                @Override
                public Attempts attempts(EnvironmentId environment, Context loop) {
                    return new SoleAttempts();
                }

                @Override
                public @Nullable Refusal unreachable(NodeLife holder) {
                    return new Refusal.Elsewhere(holder.node());
                }

                @Override
                public CompletionStage<Forwarded> forward(RequestContext request, NodeLife peer) {
                    return CompletableFuture.failedStage(new AssertionError("it has no peers"));
                }
            };

    /** The placing of one request. On its event loop, which is given. */
    Attempts attempts(EnvironmentId environment, Context loop);

    /** The reason why a transaction's holder gets no request from here; null if it can get one. */
    @Nullable Refusal unreachable(NodeLife holder);

    /**
     * Forwards a request and passes the peer's answer on. On the request's event loop, where the
     * stage completes, too; it never fails.
     */
    CompletionStage<Forwarded> forward(RequestContext request, NodeLife peer);

    /** The end of forwarding a request to one peer. */
    sealed interface Forwarded {
        /** The peer's answer is being passed on, or the client left. */
        record Answered() implements Forwarded {}

        /** The peer certainly did not begin it. */
        record NotBegun(Unserved reason) implements Forwarded {}

        /** No answer came, and the peer may have begun it. */
        record Lost(Rejection reason) implements Forwarded {}
    }
}
