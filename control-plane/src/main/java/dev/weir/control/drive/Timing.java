package dev.weir.control.drive;

import java.time.Duration;

/**
 * The controller's clockwork.
 *
 * @param lease how long a node may open connections after a heartbeat that was answered
 * @param suspectAfter a node silent for this long is suspect
 * @param tick how often time goes by for the controller
 */
public record Timing(Duration lease, Duration suspectAfter, Duration tick) {
    /** Lease 6 s, suspect at 3 s, four ticks a second. */
    public static final Timing DEFAULTS =
            new Timing(Duration.ofSeconds(6), Duration.ofSeconds(3), Duration.ofMillis(250));
}
