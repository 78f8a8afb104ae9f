package dev.weir.data.peer;

import dev.weir.data.gateway.HopHeaders;
import dev.weir.data.http.HttpExchange;
import dev.weir.data.usage.Account;
import dev.weir.data.usage.CpuMeter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/**
 * Passes a peer's answer on as it arrives, and no faster than the client takes it. Each chunk
 * charges the environment: the connection to the peer is shared. On the loop of both.
 */
final class Relay {
    private final HttpClientResponse from;
    private final HttpServerResponse to;
    private final HttpExchange exchange;
    private final Account account;
    private final Runnable done;
    private boolean over;

    private Relay(
            HttpClientResponse from,
            HttpServerResponse to,
            HttpExchange exchange,
            Account account,
            Runnable done) {
        this.from = from;
        this.to = to;
        this.exchange = exchange;
        this.account = account;
        this.done = done;
    }

    /**
     * Passes an answer on, whose reading is paused.
     *
     * @param cut is run if the client leaves meanwhile
     * @param done is run when there is no more to pass on
     */
    static void run(
            HttpClientResponse from,
            HttpExchange exchange,
            Account account,
            Runnable cut,
            Runnable done) {
        var to = exchange.takeOver(from.statusCode(), cut);
        if (to == null) return;
        PeerHeaders.copy(from.headers(), to.headers());
        var length = from.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            to.putHeader(HttpHeaders.CONTENT_LENGTH, length);
        } else if (exchange.request().version() != HttpVersion.HTTP_2) {
            to.setChunked(true);
        }
        new Relay(from, to, exchange, account, done).start();
    }

    private void start() {
        from.exceptionHandler(_ -> end(false));
        from.endHandler(_ -> {
            CpuMeter.current().enter(account);
            end(true);
        });
        from.handler(this::pass);
    }

    private void pass(Buffer chunk) {
        if (over) return;
        CpuMeter.current().enter(account);
        var _ = to.write(chunk);
        if (to.writeQueueFull()) {
            from.pause();
            to.drainHandler(_ -> from.resume());
        }
    }

    private void end(boolean whole) {
        if (over) return;
        over = true;
        done.run();
        var code = from.getHeader(HopHeaders.CODE);
        if (whole) exchange.relayed(from.statusCode(), code == null ? "ok" : code);
        else exchange.broken();
    }
}
