package dev.weir.control.fleet;

import java.time.Duration;

/**
 * What follows from a node's silence, and when.
 *
 * @param withholdAfter its lease is withheld, by all replicas, until it speaks
 * @param suspectAfter it is suspect: nothing new is given to it
 * @param reapAfter its sessions may be ended at the database, if its lease is over too
 * @param leaseOver how long after it was heard last, or began to be withheld if another replica has
 *     answered something later, every lease is over, however slow the node's clock is
 * @param vanishAfter how long after its certain end a process's sessions may last, if nobody can
 *     end them: the database does so itself by its keepalives
 */
public record SilencePolicy(
        Duration withholdAfter,
        Duration suspectAfter,
        Duration reapAfter,
        Duration leaseOver,
        Duration vanishAfter) {
    /**
     * Withheld after 2 s, suspect after 3 s, reaped after 7 s; leases of 6 s are over after 6.7 s
     * on a clock that is a tenth slow; keepalives end a session after 25 s.
     */
    public static final SilencePolicy DEFAULTS =
            new SilencePolicy(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(7),
                    Duration.ofMillis(6_700),
                    Duration.ofSeconds(30));

    /** Refuses to reap before suspecting. */
    public SilencePolicy {
        if (reapAfter.compareTo(suspectAfter) < 0) {
            throw new IllegalArgumentException("nothing is reaped before it is suspect");
        }
    }
}
