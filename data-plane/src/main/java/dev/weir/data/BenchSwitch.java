package dev.weir.data;

import dev.weir.data.usage.BenchClock;
import dev.weir.data.usage.CpuClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leaves the CPU clock unread while the file exists that {@link CpuClock#UNMETERED} names. */
final class BenchSwitch {
    private static final Logger LOG = LoggerFactory.getLogger(BenchSwitch.class);
    private static final AtomicBoolean WATCHED = new AtomicBoolean();
    private static final Duration LOOK = Duration.ofMillis(20);

    private BenchSwitch() {}

    /**
     * Looks for the file as long as the process lives, if the bench has asked for it; the clock is
     * that of all nodes in the process.
     */
    static void watch() {
        if (!(CpuClock.METERED instanceof BenchClock clock)) return;
        if (!WATCHED.compareAndSet(false, true)) return;
        LOG.atWarn().log("CPU time may not be metered: for a bench only");
        var file = Path.of(System.getProperty(CpuClock.UNMETERED));
        Thread.ofPlatform()
                .daemon()
                .name("bench-clock")
                .start(() -> {
                    while (true) {
                        clock.unread(Files.exists(file));
                        LockSupport.parkNanos(LOOK.toNanos());
                    }
                });
    }
}
