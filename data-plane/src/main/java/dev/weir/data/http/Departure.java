package dev.weir.data.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.buffer.BufferInternal;
import java.time.Duration;

/**
 * Sends the body of an answer, and waits until all of it has left. A client that takes no piece of
 * it for a while is cut off: until then the answer counts as memory that its environment holds. On
 * the request's event loop.
 */
final class Departure {
    /**
     * Larger answers are sent piece by piece, so that a slow client is not taken for a dead one.
     */
    private static final int PIECE = 256 << 10;

    /** HTTP/2's code for a stream that is not wanted any more. */
    private static final long CANCEL = 8;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final long patienceMillis;
    private final Runnable left;
    private ByteBuf rest = Unpooled.EMPTY_BUFFER;
    private long timer = -1;
    private boolean over;

    /**
     * A departure that has not begun.
     *
     * @param patience the time in which the client has to take a piece
     * @param left is run once nothing of the answer is held any more
     */
    Departure(Vertx vertx, HttpServerRequest request, Duration patience, Runnable left) {
        this.vertx = vertx;
        this.request = request;
        patienceMillis = patience.toMillis();
        this.left = left;
    }

    void nothing() {
        last(request.response().end());
    }

    void body(byte[] bytes, int length) {
        var body = Unpooled.wrappedBuffer(bytes, 0, length); // not used any more: no copy
        if (length <= PIECE) {
            last(request.response().end(BufferInternal.buffer(body)));
            return;
        }
        var response = request.response();
        response.putHeader("content-length", Integer.toString(length));
        rest = body;
        next();
    }

    private void next() {
        if (over) return;
        var piece = BufferInternal.buffer(rest.readSlice(Math.min(PIECE, rest.readableBytes())));
        if (!rest.isReadable()) {
            last(request.response().end(piece));
            return;
        }
        var taken = request.response().write(piece);
        arm();
        taken.onComplete(done -> {
            if (done.succeeded()) next();
            else end();
        });
    }

    private void last(Future<Void> sent) {
        if (sent.isComplete()) {
            end();
            return;
        }
        arm();
        sent.onComplete((AsyncResult<Void> _) -> end());
    }

    private void arm() {
        if (timer >= 0) vertx.cancelTimer(timer);
        timer = vertx.setTimer(patienceMillis, _ -> cutOff());
    }

    /** The connection of HTTP/1.1 is closed below Vert.x, which would first wait for the rest. */
    private void cutOff() {
        if (over) return;
        if (request.version() != HttpVersion.HTTP_2
                && request.connection() instanceof HttpServerConnection connection) {
            var channel = connection.channelHandlerContext().channel();
            channel.unsafe().close(channel.voidPromise());
        } else {
            var _ = request.response().reset(CANCEL);
        }
        end();
    }

    /** Nothing is held any more: all was taken, or the client is gone. */
    void end() {
        if (over) return;
        over = true;
        rest = Unpooled.EMPTY_BUFFER;
        if (timer >= 0) vertx.cancelTimer(timer);
        left.run();
    }
}
