package dev.weir.billing.intake;

import dev.weir.billing.store.ClosingStore;
import dev.weir.billing.store.SourceStore;
import dev.weir.billing.store.StoreFault;
import dev.weir.runtime.Part;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then whether a month can be closed, a budget is reached, or the watermark has
 * moved. Several meters may look at once: the ledger's head is locked while one of them writes.
 */
public final class Closer implements Part {
    private static final Logger LOG = LoggerFactory.getLogger(Closer.class);

    private final ClosingStore store;
    private final SourceStore sources;
    private final Duration interval;
    private final InstantSource clock;
    private final ScheduledThreadPoolExecutor thread =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().name("closer").daemon().factory());

    /** The last record that was driven: each look goes on there, and begins anew at the end. */
    private long drivenThrough;

    /** One that is not started yet. */
    public Closer(ClosingStore store, SourceStore sources, Duration interval, InstantSource clock) {
        this.store = store;
        this.sources = sources;
        this.interval = interval;
        this.clock = clock;
    }

    @Override
    public void start() {
        long millis = Math.max(1, interval.toMillis());
        var _ = thread.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            var drive = sources.driveKnown(drivenThrough);
            drivenThrough = drive.after().orElse(0);
            if (drive.settled() > 0) {
                LOG.atInfo()
                        .addKeyValue("records", drive.settled())
                        .log("environments became known");
            }
            for (var step = store.step(clock.instant());
                    step.isPresent();
                    step = store.step(clock.instant())) {
                LOG.atInfo().addKeyValue("step", step.get()).log("period moved on");
            }
            for (var entry : store.watchBudgets(clock.instant())) {
                LOG.atWarn().addKeyValue("entry", entry).log("budget reached or released");
            }
            store.noteWatermark(clock.instant());
        } catch (StoreFault e) {
            LOG.atWarn().setCause(e).log("closing waits for the database");
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("closing failed");
        }
    }

    @Override
    public void stop(Duration deadline) throws InterruptedException {
        thread.shutdown();
        var _ = thread.awaitTermination(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }
}
