package dev.weir.control;

import dev.weir.control.management.StoreFault;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Revokes API keys at their end: once a second, on a thread of its own. Every replica does; the
 * second one finds nothing.
 */
final class KeyExpiry {
    private static final Logger LOG = LoggerFactory.getLogger(KeyExpiry.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final BooleanSupplier revoke;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable Thread thread;

    /**
     * Not started yet.
     *
     * @param revoke revokes some keys; true: there may be more
     */
    KeyExpiry(BooleanSupplier revoke) {
        this.revoke = revoke;
    }

    void start() {
        thread = Thread.ofVirtual().name("key-expiry").start(this::run);
    }

    void stop(Duration deadline) throws InterruptedException {
        var running = thread;
        if (running == null) return;
        // An interrupt would close the connection that it works on.
        stopping.countDown();
        running.join(deadline);
    }

    private void run() {
        boolean failing = false;
        boolean more = false;
        while (!isStopping(more ? Duration.ZERO : PAUSE)) {
            try {
                more = revoke.getAsBoolean();
                failing = false;
            } catch (StoreFault e) {
                more = false;
                if (!failing) LOG.atWarn().setCause(e).log("expired keys cannot be revoked");
                failing = true;
            }
        }
    }

    private boolean isStopping(Duration pause) {
        try {
            return stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            return true;
        }
    }
}
