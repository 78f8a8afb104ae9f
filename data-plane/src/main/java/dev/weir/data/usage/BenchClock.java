package dev.weir.data.usage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads' clock, left unread while a file exists: both sides of {@code ./weir bench metering}
 * are one process, compiled once, which differs in nothing else. Two processes of the same code
 * differ by more than metering costs.
 */
final class BenchClock implements CpuClock {
    private static final Duration LOOK = Duration.ofMillis(20);

    private final CpuClock clock;
    private volatile boolean unread;

    BenchClock(CpuClock clock) {
        this.clock = clock;
    }

    /** Looks for the file as long as the process lives. */
    static BenchClock watching(String file) {
        var path = Path.of(file);
        var clock = new BenchClock(THREAD);
        Thread.ofPlatform()
                .daemon()
                .name("bench-clock")
                .start(() -> {
                    while (true) {
                        clock.unread(Files.exists(path));
                        LockSupport.parkNanos(LOOK.toNanos());
                    }
                });
        return clock;
    }

    void unread(boolean unread) {
        this.unread = unread;
    }

    /** {@inheritDoc} Or 0, before all readings, for none. */
    @Override
    public long nanos() {
        return unread ? 0 : clock.nanos();
    }
}
