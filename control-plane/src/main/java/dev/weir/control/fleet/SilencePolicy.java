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
 * @param handOnAfter an order to end sessions that is not reported done after this goes to another
 *     node
 * @param settledAfter for how much longer whoever ends the sessions of a life that has ended must
 *     look: one may have been on its way
 */
public record SilencePolicy(
        Duration withholdAfter,
        Duration suspectAfter,
        Duration reapAfter,
        Duration leaseOver,
        Duration vanishAfter,
        Duration handOnAfter,
        Duration settledAfter) {
    /**
     * Withheld after 2 s, suspect after 3 s, reaped after 7 s; leases of 6 s are over after 6.7 s
     * on a clock that is a tenth slow; keepalives end a session after 25 s. Reaping takes some
     * tenths of a second: who has not done it after 2 s is replaced. With a tick of a quarter of a
     * second before each, 7 s of silence and those 2 s leave the second one half a second of the
     * ten in which slots are to be free again.
     */
    public static final SilencePolicy DEFAULTS =
            new SilencePolicy(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(7),
                    Duration.ofMillis(6_700),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(2));

    /** Refuses to reap before suspecting. */
    public SilencePolicy {
        if (reapAfter.compareTo(suspectAfter) < 0) {
            throw new IllegalArgumentException("nothing is reaped before it is suspect");
        }
    }
}
