package dev.weir.data.http;

import dev.weir.data.memory.MemoryExhausted;
import dev.weir.data.memory.RequestMemory;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Collects a request's body within its limits. What it allocates is counted before, and stays
 * counted until the request is over. On the request's event loop.
 */
final class BodyReader {
    private static final int FIRST = 64 << 10;
    private static final byte[] EMPTY = {};

    /** How long the rest of a refused body is read and forgotten, so that the answer arrives. */
    private static final long LINGER_MILLIS = 1_000;

    private final Vertx vertx;
    private final HttpExchange exchange;
    private final RequestMemory memory;
    private final int maxBytes;
    private final Duration timeout;
    private final Consumer<byte[]> whole;
    private final Consumer<Rejection> rejected;
    private byte[] bytes = EMPTY;
    private int length;
    private long announced;
    private long timer = -1;
    private boolean refused;

    /**
     * A reader that is not started yet.
     *
     * @param whole takes the body once it is whole
     * @param rejected takes the reason otherwise, unless the client leaves
     */
    BodyReader(
            Vertx vertx,
            HttpExchange exchange,
            ListenerSettings settings,
            Consumer<byte[]> whole,
            Consumer<Rejection> rejected) {
        this.vertx = vertx;
        this.exchange = exchange;
        memory = exchange.memory();
        maxBytes = settings.maxBodyBytes();
        timeout = settings.bodyTimeout();
        this.whole = whole;
        this.rejected = rejected;
    }

    void start() {
        var request = exchange.request();
        request.handler(this::take);
        request.endHandler(_ -> end());
        announced = announced(request);
        if (announced > maxBytes) {
            refuse(Rejection.bodyTooLarge(maxBytes));
        } else if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
    }

    /** The announced length; 0 where there is none. The HTTP decoder has checked its form. */
    private static long announced(HttpServerRequest request) {
        var text = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return text == null ? 0 : Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private void take(Buffer chunk) {
        if (refused || exchange.isGone()) return;
        int count = chunk.length();
        if (count > maxBytes - length) {
            refuse(Rejection.bodyTooLarge(maxBytes));
            return;
        }
        try {
            add(chunk, count);
        } catch (MemoryExhausted e) {
            refuse(Rejection.of(e));
            return;
        }
        // Most bodies are whole with their first chunk, and need no timer.
        if (timer < 0 && length != announced) {
            timer = vertx.setTimer(timeout.toMillis(), _ -> tooSlow());
        }
    }

    private void add(Buffer chunk, int count) {
        if (length == 0) {
            memory.take(count);
            bytes = chunk.getBytes();
        } else {
            if (length + count > bytes.length) resize(grown(length + count));
            chunk.getBytes(0, count, bytes, length);
        }
        length += count;
    }

    /** Twice as much, but no more than is to come. */
    private int grown(int needed) {
        long most = announced > 0 ? announced : maxBytes;
        return (int) Math.max(needed, Math.min(most, Math.max(FIRST, 2L * bytes.length)));
    }

    /** Both arrays are there for a moment. */
    private void resize(int size) {
        memory.take(size);
        int before = bytes.length;
        bytes = Arrays.copyOf(bytes, size);
        memory.giveBack(before);
    }

    private void end() {
        if (timer >= 0) vertx.cancelTimer(timer);
        if (refused || exchange.isGone()) return;
        try {
            if (length < bytes.length) resize(length);
        } catch (MemoryExhausted e) {
            refuse(Rejection.of(e));
            return;
        }
        var body = bytes;
        bytes = EMPTY;
        whole.accept(body);
    }

    private void tooSlow() {
        if (!refused) refuse(Rejection.bodyTooSlow(timeout));
    }

    private void refuse(Rejection reason) {
        refused = true;
        bytes = EMPTY;
        if (timer >= 0) vertx.cancelTimer(timer);
        rejected.accept(reason);
        var request = exchange.request();
        if (!request.isEnded()) {
            vertx.setTimer(
                    LINGER_MILLIS,
                    _ -> {
                        if (!request.isEnded()) request.connection().close();
                    });
        }
    }
}
