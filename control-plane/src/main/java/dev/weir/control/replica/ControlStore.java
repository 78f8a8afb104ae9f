package dev.weir.control.replica;

import dev.weir.control.fleet.DatabaseGrants;
import dev.weir.control.fleet.Fleet;
import dev.weir.control.plan.Command;
import dev.weir.events.DatabaseId;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lasting part of the fleet's state, shared by all replicas. Every change of a database is a
 * compare-and-swap. Whatever is out of reach throws a {@link
 * dev.weir.control.management.StoreFault}; after a failed change it is not known whether it was
 * done.
 */
public interface ControlStore {
    /**
     * A partition taken over. One that has been taken over by another advances nothing any more.
     *
     * @param next the offset to read first
     */
    record PartitionLease(String topic, int partition, long generation, long next) {
        /** The same further on. */
        public PartitionLease at(long offset) {
            return new PartitionLease(topic, partition, generation, offset);
        }
    }

    /** How far a partition was read. */
    record Progress(PartitionLease owned, long next) {}

    /** What came of a commit. */
    sealed interface Outcome {
        /** It is done. */
        record Committed(DatabaseGrants grants) implements Outcome {}

        /** There was nothing to change; reading goes on. */
        record Advanced() implements Outcome {}

        /** Somebody else has changed the database; nothing was done. */
        record Conflict() implements Outcome {}

        /** A life that was to be reaped has been heard by another replica; nothing was done. */
        record Spoke(NodeId node) implements Outcome {}

        /** The partition has another owner now; nothing was done. */
        record Fenced() implements Outcome {}
    }

    /** All databases. */
    List<DatabaseId> databases();

    /** All databases as they are, with their grants, at one moment. */
    Map<DatabaseId, DatabaseGrants> loadAll();

    /** A database as it is. */
    Optional<DatabaseGrants> load(DatabaseId database);

    /**
     * Commits a decision, and how far was read, if nothing has changed since and whoever decided is
     * the owner of the database's partition still. Sessions are ordered to be ended only of lives
     * of which the leases are over and withheld still.
     *
     * @param owner the partition as its owner holds it; where it stands does not matter
     * @param read the record that led to it, and the offset after it; null: none did
     */
    Outcome commit(
            DatabaseGrants before,
            DatabaseGrants after,
            List<Command> commands,
            PartitionLease owner,
            @Nullable Progress read);

    /** Takes a partition over from whoever had it. */
    PartitionLease own(String topic, int partition);

    /** Moves on in a partition; empty: it is another's now. */
    Optional<PartitionLease> advance(PartitionLease owned, long next);

    /** Puts a record aside that could not be read, and moves on; empty: it is another's now. */
    Optional<PartitionLease> quarantine(
            PartitionLease owned, long offset, String reason, byte @Nullable [] payload);

    /**
     * The lives of nodes that others have replaced, or that an operator said have ended: all that
     * still hold something, and some that hold nothing any more.
     */
    Set<NodeLife> retired();

    /** The lives that spoke last of each node, without those that left or were written off. */
    Map<NodeId, Fleet.Expected> expected();

    /** What is to be made of a heartbeat. */
    sealed interface Hearing {
        /** It is of the node's newest life. */
        record Newest() implements Hearing {}

        /**
         * It is of another life than the newest one known. Which of the two is older cannot be
         * told: messages may be late by any time. If the life repeats this term it lives after the
         * one known was taken for the newest, and has replaced it.
         */
        record Unproven(long term) implements Hearing {}

        /** It is of a life that another one has replaced. */
        record Replaced() implements Hearing {}
    }

    /**
     * Keeps what a node said of itself. A life replaces the one known if its heartbeat carries the
     * term of the one known; the term then rises.
     */
    Hearing seen(NodeHeartbeat heartbeat);

    /**
     * From now on no replica gives this life a lease until it speaks.
     *
     * @return the withholding, begun now or by another replica
     */
    Fleet.Withholding withhold(NodeLife life);

    /**
     * Takes note that all leases of a life are over. Any replica may, for all of them: by the clock
     * of one that has listened for long.
     *
     * @param number the withholding in which they have come to their end
     * @return false: that one has ended, as the life was heard by another replica
     */
    boolean expire(NodeLife life, long number);

    /** The lives of which that was taken note, and that have not spoken since. */
    Set<NodeLife> expired();

    /**
     * This life has spoken, so this heartbeat of it may be answered with a lease; not so if its
     * sessions were ordered to be ended and it has not yet said that it knows what it is granted
     * since, or if another life has replaced it. That it may is taken note of before it is.
     */
    boolean admit(NodeLife life, long heartbeat);
}
