package dev.weir.data.peer;

import dev.weir.data.gateway.ClientOrigin;
import dev.weir.data.gateway.HopHeaders;
import dev.weir.data.gateway.Peers.Forwarded;
import dev.weir.data.gateway.Rejections;
import dev.weir.data.gateway.RequestContext;
import dev.weir.data.gateway.Unserved;
import dev.weir.data.route.Ending;
import dev.weir.data.transaction.Refusal;
import dev.weir.events.NodeLife;
import io.netty.buffer.Unpooled;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.internal.buffer.BufferInternal;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One request at one peer. On the request's event loop. */
final class PeerCall {
    /** Time beyond the peer's own limit, so that the peer's answer comes first. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final long REFUSED_STREAM = 7; // RFC 9113, 7
    private static final long CANCEL = 8;

    private final Vertx vertx;
    private final RequestContext request;
    private final NodeLife peer;
    private final CompletableFuture<Forwarded> end = new CompletableFuture<>();
    private @Nullable PeerLink link;
    private @Nullable HttpClientRequest out;
    private long timer = -1;
    private boolean over;

    PeerCall(Vertx vertx, RequestContext request, NodeLife peer) {
        this.vertx = vertx;
        this.request = request;
        this.peer = peer;
    }

    /** Sends the request over a link; null if there is none. */
    CompletionStage<Forwarded> start(@Nullable PeerLink to) {
        if (to == null) {
            notReached();
            return end;
        }
        link = to;
        var in = request.exchange().request();
        to.request(new RequestOptions().setMethod(in.method()).setURI(in.uri()))
                .onComplete(
                        opened -> request.metered(() -> send(opened)),
                        _ -> request.metered(this::notReached));
        return end;
    }

    private void notReached() {
        end.complete(
                new Forwarded.NotBegun(
                        request.attempts().isBound()
                                ? new Unserved.NoHolder(new Refusal.Unreachable(peer.node()))
                                : new Unserved.NoPeer(Rejections.peerUnreachable(peer.node()))));
    }

    private void send(HttpClientRequest opened) {
        out = opened;
        request.exchange().whenGone(this::cancel); // at once, if it is gone
        if (over) return;
        var wait = request.patience();
        PeerHeaders.copy(request.exchange().request().headers(), opened.headers());
        opened.putHeader("x-request-id", request.exchange().id())
                .putHeader(HopHeaders.WAIT, Long.toString(wait.toMillis()))
                .putHeader(HopHeaders.ORIGIN, ClientOrigin.of(request.exchange()))
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(request.body().length));
        var allowed = wait.plus(request.environment().settings().queryTimeout()).plus(GRACE);
        timer = vertx.setTimer(allowed.toMillis(), _ -> request.metered(this::late));
        opened.response()
                .onComplete(
                        answer -> request.metered(() -> answered(answer)),
                        cause -> request.metered(() -> lost(cause)));
        // Nothing writes into the bytes: every peer in turn may be sent the same ones.
        var _ = opened.end(BufferInternal.buffer(Unpooled.wrappedBuffer(request.body())));
    }

    private void answered(HttpClientResponse answer) {
        if (over) return;
        answer.pause();
        if (answer.getHeader(HopHeaders.NOT_STARTED) != null && !request.isGone()) {
            end.complete(new Forwarded.NotBegun(new Refused(answer)));
        } else {
            relay(answer);
            end.complete(new Forwarded.Answered());
        }
    }

    private void relay(HttpClientResponse answer) {
        int load = HopHeaders.number(answer.headers(), HopHeaders.LOAD, -1);
        ended(answer.statusCode() < 500 ? new Ending.Answered(load) : new Ending.Failed());
        if (over) return;
        var account = request.environment().account();
        Relay.run(answer, request.exchange(), account, this::cancel, this::finish);
        answer.resume();
    }

    /** The request may have taken effect, unless the peer said that it refused the stream. */
    private void lost(Throwable cause) {
        if (over) return;
        finish();
        if (cause instanceof StreamResetException reset && reset.getCode() == REFUSED_STREAM) {
            notReached();
        } else {
            ended(new Ending.Failed());
            end.complete(new Forwarded.Lost(Rejections.peerLost(peer.node())));
        }
    }

    private void late() {
        if (over) return;
        ended(new Ending.Failed());
        abort();
        var limit = request.environment().settings().queryTimeout();
        end.complete(new Forwarded.Lost(Rejections.timeout(limit, /* undone= */ false)));
    }

    /** The client left: the peer should stop its work. */
    private void cancel() {
        if (over) return;
        ended(new Ending.Abandoned());
        abort();
        end.complete(new Forwarded.Answered());
    }

    private void abort() {
        if (over) return;
        finish();
        var _ = Objects.requireNonNull(out).reset(CANCEL);
    }

    private void finish() {
        if (over) return;
        over = true;
        if (timer >= 0) vertx.cancelTimer(timer);
        Objects.requireNonNull(link).ended();
    }

    private void ended(Ending ending) {
        var _ = request.attempts().ended(ending);
    }

    /** The peer's answer that it did nothing, held while another node is chosen. */
    private final class Refused implements Unserved {
        private final HttpClientResponse answer;

        Refused(HttpClientResponse answer) {
            this.answer = answer;
        }

        @Override
        public boolean passes() {
            return HopHeaders.isWithoutGrant(answer.getHeader(HopHeaders.NOT_STARTED));
        }

        @Override
        public void answer(RequestContext to) {
            if (over) to.reject(Rejections.noGrant());
            else relay(answer);
        }

        @Override
        public void drop() {
            abort();
        }
    }
}
