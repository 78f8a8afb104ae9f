package dev.weir.control.replica;

import dev.weir.control.fleet.SilencePolicy;
import java.time.Duration;

/**
 * The controller's clockwork.
 *
 * @param lease how long a node may open connections after a heartbeat that was answered
 * @param silence what follows from a node's silence
 * @param tick how often time goes by for the controller
 */
public record Timing(Duration lease, SilencePolicy silence, Duration tick) {
    /** Lease 6 s, four ticks a second. */
    public static final Timing DEFAULTS =
            new Timing(Duration.ofSeconds(6), SilencePolicy.DEFAULTS, Duration.ofMillis(250));

    /** Refuses leases that may outlive their withholding. */
    public Timing {
        if (silence.leaseOver().compareTo(lease) < 0) {
            throw new IllegalArgumentException("a lease must be over when it is taken to be");
        }
    }
}
