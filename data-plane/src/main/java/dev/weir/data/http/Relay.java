package dev.weir.data.http;

import dev.weir.data.usage.Account;
import dev.weir.data.usage.CpuMeter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.Consumer;

/**
 * Passes a peer's answer on as it arrives, and no faster than the client takes it. Its CPU time is
 * the environment's, chunk by chunk: the connection to the peer is shared. On the loop of both.
 */
final class Relay {
    private final HttpClientResponse from;
    private final HttpServerResponse to;
    private final Account account;
    private final Consumer<Boolean> ended;
    private boolean over;

    private Relay(
            HttpClientResponse from,
            HttpServerResponse to,
            Account account,
            Consumer<Boolean> ended) {
        this.from = from;
        this.to = to;
        this.account = account;
        this.ended = ended;
    }

    /**
     * Passes on the rest of an answer whose headers were passed on already.
     *
     * @param ended is told once whether all of it came
     */
    static void run(
            HttpClientResponse from,
            HttpServerResponse to,
            Account account,
            Consumer<Boolean> ended) {
        new Relay(from, to, account, ended).start();
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
        ended.accept(whole);
    }
}
