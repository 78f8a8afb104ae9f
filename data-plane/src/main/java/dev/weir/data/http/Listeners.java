package dev.weir.data.http;

import dev.weir.runtime.Part;
import dev.weir.runtime.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The listeners of one node, for example with TLS and without. A transaction may be begun at one
 * and go on at another, so they are stopped as one: all ask their clients to leave ({@code
 * Connection: close}, GOAWAY) and serve on those that do not know yet, until no request and no
 * transaction is left for a moment, or time runs out; only then what is open is rolled back. They
 * serve for the time of the notice in any case: a load balancer looks at a node's readiness from
 * time to time, and sends it new requests until then.
 */
public final class Listeners implements Part {
    /** Nothing may have come for this long before the listeners close. */
    private static final Duration QUIET = Duration.ofMillis(500);

    /** Left of the deadline for closing. */
    private static final Duration CLOSING = Duration.ofMillis(500);

    private static final long STEP_MILLIS = 20;

    private final Ticker ticker;
    private final Duration notice;
    private final List<HttpListener> all;

    /**
     * Listeners that are started and stopped together.
     *
     * @param notice the least time from saying that they stop to closing
     * @param all with the same handler; at least one
     */
    public Listeners(Ticker ticker, Duration notice, List<HttpListener> all) {
        this.ticker = ticker;
        this.notice = notice;
        this.all = List.copyOf(all);
    }

    @Override
    public void start() throws Exception {
        for (var listener : all) listener.start();
    }

    @Override
    public void stop(Duration deadline) throws Exception {
        long end = ticker.nanos() + deadline.minus(CLOSING).toNanos();
        for (var listener : all) listener.drain();
        var handler = all.getFirst().handler();
        long told = ticker.nanos();
        long quietSince = told;
        while (ticker.nanos() - end < 0) {
            long now = ticker.nanos();
            if (requests() > 0 || handler.unfinished() > 0) {
                quietSince = now;
            } else if (now - told >= notice.toNanos() && isQuiet(now, quietSince)) {
                break;
            }
            TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
        }
        handler.stop();
        for (var listener : all) listener.close();
    }

    private int requests() {
        return all.stream().mapToInt(HttpListener::requests).sum();
    }

    private boolean isQuiet(long now, long since) {
        for (var listener : all) {
            if (now - Math.max(since, listener.lastBegan()) < QUIET.toNanos()) return false;
        }
        return true;
    }
}
