package dev.weir.billing.intake;

import dev.weir.billing.store.StoreFault;
import dev.weir.billing.store.intake.QuarantineStore;
import dev.weir.billing.store.ledger.ClosingStore;
import dev.weir.runtime.Part;
import dev.weir.runtime.Periodic;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then whether a month can be closed, a budget is reached, or the watermark has
 * moved. Several meters may look at once: the ledger's head is locked while one of them writes.
 */
public final class Closer implements Part {
    private static final Logger LOG = LoggerFactory.getLogger(Closer.class);

    private final ClosingStore store;
    private final QuarantineStore quarantine;
    private final InstantSource clock;
    private final Periodic looks;

    /** The last record that was driven: each look goes on there, and begins anew at the end. */
    private long drivenThrough;

    /** One that is not started yet. */
    public Closer(
            ClosingStore store,
            QuarantineStore quarantine,
            Duration interval,
            InstantSource clock) {
        this.store = store;
        this.quarantine = quarantine;
        this.clock = clock;
        looks = new Periodic("closer", interval, this::look);
    }

    @Override
    public void start() {
        looks.start();
    }

    private void look() {
        try {
            var drive = quarantine.driveKnown(drivenThrough);
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
        }
    }

    @Override
    public void stop(Duration deadline) throws InterruptedException {
        looks.stop(deadline);
    }
}
