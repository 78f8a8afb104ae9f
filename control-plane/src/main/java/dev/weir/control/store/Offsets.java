package dev.weir.control.store;

import dev.weir.control.replica.ControlStore.PartitionLease;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * How far partitions were read. An owner of a partition has a generation; one that has been
 * replaced advances nothing any more.
 */
public final class Offsets {
    private Offsets() {}

    /** Takes a partition over from whoever had it. */
    static PartitionLease own(Connection connection, String topic, int partition)
            throws SQLException {
        return Sql.first(
                        connection,
                        row -> new PartitionLease(topic, partition, row.getLong(1), row.getLong(2)),
                        """
                        INSERT INTO consumer_offset AS mine (topic, partition, next_offset, generation)
                        VALUES (?, ?, 0, 1)
                        ON CONFLICT (topic, partition) DO UPDATE SET generation = mine.generation + 1
                        RETURNING generation, next_offset
                        """,
                        topic,
                        partition)
                .orElseThrow();
    }

    /** Moves on, if the partition still stands where its owner believes, and is still his. */
    static Optional<PartitionLease> advance(Connection connection, PartitionLease owned, long next)
            throws SQLException {
        int changed =
                Sql.update(
                        connection,
                        "UPDATE consumer_offset SET next_offset = ? WHERE topic = ? AND partition = ?"
                                + " AND generation = ? AND next_offset = ?",
                        next,
                        owned.topic(),
                        owned.partition(),
                        owned.generation(),
                        owned.next());
        return changed == 1 ? Optional.of(owned.at(next)) : Optional.empty();
    }

    /**
     * Whether the partition is still his; if so nobody takes it over before the transaction ends.
     */
    static boolean hold(Connection connection, PartitionLease owned) throws SQLException {
        return Sql.first(
                        connection,
                        row -> row.getInt(1),
                        "SELECT 1 FROM consumer_offset WHERE topic = ? AND partition = ?"
                                + " AND generation = ? FOR SHARE",
                        owned.topic(),
                        owned.partition(),
                        owned.generation())
                .isPresent();
    }
}
