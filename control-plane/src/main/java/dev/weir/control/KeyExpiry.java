package dev.weir.control;

import dev.weir.control.management.StoreFault;
import java.time.Duration;
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
        running.interrupt();
        running.join(deadline);
    }

    private void run() {
        boolean failing = false;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                while (revoke.getAsBoolean()) Thread.onSpinWait();
                failing = false;
            } catch (StoreFault e) {
                if (!failing) LOG.atWarn().setCause(e).log("expired keys cannot be revoked");
                failing = true;
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException _) {
                return;
            }
        }
    }
}
