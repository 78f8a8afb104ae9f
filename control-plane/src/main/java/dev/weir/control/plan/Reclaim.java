package dev.weir.control.plan;

import dev.weir.control.fleet.Holding;
import dev.weir.control.fleet.Reaping;
import dev.weir.events.Epoch;
import java.time.Duration;

/**
 * A life whose sessions are to be ended at the database.
 *
 * @param over whether it has certainly ended
 * @param by who is to do it
 * @param silentFor for how long it has said nothing
 */
record Reclaim(Holding holding, boolean over, Holding by, Duration silentFor) {
    Holding ordered(Epoch epoch) {
        return holding.reaping(new Reaping(epoch, over, by.life(), false));
    }

    String rule() {
        return over ? "reap-ended" : "reap-silent";
    }
}
