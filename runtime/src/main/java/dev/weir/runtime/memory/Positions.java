package dev.weir.runtime.memory;

import dev.weir.runtime.LogPartition;
import dev.weir.runtime.LogRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Where a reader stands in its partitions, and its waiting for more. Guarded by the log. */
final class Positions {
    private static final int MOST = 1_000;

    private final InMemoryEventLog log;
    private final Map<LogPartition, Long> next = new HashMap<>();
    private boolean woken;

    Positions(InMemoryEventLog log) {
        this.log = log;
    }

    Map<LogPartition, Long> next() {
        return next;
    }

    /**
     * Waits until there is something to read; {@code refresh} is asked before each look whether the
     * partitions changed, which ends the waiting as well.
     */
    List<LogRecord> poll(Duration timeout, Supplier<Boolean> refresh) {
        long end = System.nanoTime() + timeout.toNanos();
        synchronized (log) {
            while (true) {
                var records = take();
                long left = end - System.nanoTime();
                if (!records.isEmpty() || woken || left <= 0 || refresh.get()) {
                    woken = false;
                    return records;
                }
                try {
                    log.wait(1 + left / 1_000_000);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return List.of();
                }
            }
        }
    }

    private List<LogRecord> take() {
        if (woken) return List.of();
        var taken = new ArrayList<LogRecord>();
        for (var position : next.entrySet()) {
            var records = log.from(position.getKey(), position.getValue(), MOST - taken.size());
            if (records.isEmpty()) continue;
            position.setValue(records.getLast().offset() + 1);
            taken.addAll(records);
        }
        return taken;
    }

    void seek(LogPartition partition, long offset) {
        synchronized (log) {
            if (next.replace(partition, offset) == null) {
                throw new IllegalStateException("not read by this reader: " + partition);
            }
        }
    }

    void wakeUp() {
        synchronized (log) {
            woken = true;
            log.notifyAll();
        }
    }
}
