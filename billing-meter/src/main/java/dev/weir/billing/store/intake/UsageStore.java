package dev.weir.billing.store.intake;

import dev.weir.billing.rollup.Batch;
import dev.weir.billing.rollup.Judgement;
import dev.weir.billing.rollup.SourceId;
import dev.weir.billing.rollup.SourceState;
import dev.weir.billing.rollup.UsageReducer;
import dev.weir.billing.store.BillingDatabase;
import dev.weir.billing.store.StoreFault;
import dev.weir.billing.store.ledger.Columns;
import dev.weir.billing.store.ledger.Posting;
import dev.weir.events.ClusterId;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.RegionId;
import dev.weir.runtime.LogPartition;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is read from the usage topic: each batch in one transaction with the offset that it
 * ends at, under the generation of its claim. So whatever is read again after a crash is neither
 * lost nor counted twice, and a reader that has lost its partition writes nothing.
 */
public final class UsageStore {
    /** A source silent for longer than the newest is over, unless told otherwise. */
    public static final Duration SOURCE_LIVE = Duration.ofHours(1);

    private final BillingDatabase database;
    private final Duration sourceLive;
    private final InstantSource clock;

    /** A store in the database that waits for sources as long as {@link #SOURCE_LIVE}. */
    public UsageStore(BillingDatabase database) {
        this(database, SOURCE_LIVE, InstantSource.system());
    }

    /**
     * A store in the database.
     *
     * @param sourceLive a source of which the log has heard nothing for so much longer than of the
     *     newest is over, and what it may still have to send is not waited for
     */
    public UsageStore(BillingDatabase database, Duration sourceLive, InstantSource clock) {
        this.database = database;
        this.sourceLive = sourceLive;
        this.clock = clock;
    }

    /**
     * Makes the caller the owner of a partition; who owned it before can write nothing more.
     *
     * @throws StoreFault when the database failed
     */
    public PartitionLease claim(LogPartition partition) {
        return database.write(connection -> {
            var sql =
                    """
                    INSERT INTO intake (topic, partition, generation, next_offset)
                    VALUES (?, ?, 1, 0)
                    ON CONFLICT (topic, partition)
                    DO UPDATE SET generation = intake.generation + 1
                    RETURNING generation, next_offset\
                    """;
            try (var statement = connection.prepareStatement(sql)) {
                statement.setString(1, partition.topic());
                statement.setInt(2, partition.number());
                try (var rows = statement.executeQuery()) {
                    rows.next();
                    return new PartitionLease(partition, rows.getLong(1), rows.getLong(2));
                }
            }
        });
    }

    /**
     * Writes a batch of a partition's records, in their order.
     *
     * @param judgements of all records read since the claim's offset; at least one
     * @return the claim as of now; empty when another has claimed the partition, and nothing was
     *     written
     * @throws StoreFault when the database failed: nothing was written, or all of it, which {@link
     *     #claim} tells
     */
    public Optional<PartitionLease> write(PartitionLease claim, List<Judgement> judgements) {
        return database.write(connection -> {
            if (!holds(connection, claim)) return Optional.empty();
            var known = sources(connection, UsageReducer.sourcesOf(judgements));
            var homes = EnvironmentStore.homes(connection, UsageReducer.environmentsOf(judgements));
            var batch = UsageReducer.reduce(judgements, known, homes);
            var writer = new BatchWriter(connection);
            count(writer, batch);
            int putAside = writer.putAside(batch.putAside());
            long next = judgements.getLast().logged().offset() + 1;
            advance(connection, claim, next, batch, judgements.size(), putAside);
            Posting.batch(connection, batch, sourceLive, clock.instant());
            return Optional.of(new PartitionLease(claim.partition(), claim.generation(), next));
        });
    }

    static void count(BatchWriter writer, Batch batch) throws SQLException {
        writer.sources(batch.sources());
        writer.claimed(batch.claimed());
        writer.seals(batch.seals());
        writer.sums(batch.sums());
    }

    /** Takes the row's lock: from here to the commit nobody else claims or writes the partition. */
    private static boolean holds(Connection connection, PartitionLease claim) throws SQLException {
        var sql =
                """
                SELECT 1 FROM intake
                WHERE topic = ? AND partition = ? AND generation = ? AND next_offset = ?
                FOR UPDATE\
                """;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, claim.partition().topic());
            statement.setInt(2, claim.partition().number());
            statement.setLong(3, claim.generation());
            statement.setLong(4, claim.nextOffset());
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static void advance(
            Connection connection,
            PartitionLease claim,
            long nextOffset,
            Batch batch,
            int consumed,
            int newlyPutAside)
            throws SQLException {
        var sql =
                """
                UPDATE intake SET next_offset = ?, consumed = consumed + ?, accepted = accepted + ?,
                    duplicate = duplicate + ?, quarantined = quarantined + ?
                WHERE topic = ? AND partition = ?\
                """;
        // What was put aside before, in an earlier reading of the same record, is a duplicate too.
        int repeated = batch.putAside().size() - newlyPutAside;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, nextOffset);
            statement.setLong(2, consumed);
            statement.setLong(3, batch.accepted());
            statement.setLong(4, batch.duplicate() + repeated);
            statement.setLong(5, newlyPutAside);
            statement.setString(6, claim.partition().topic());
            statement.setInt(7, claim.partition().number());
            statement.executeUpdate();
        }
    }

    /**
     * Locked in the order of their ids, so that two writers never wait for each other in a ring.
     */
    static Map<SourceId, SourceState> sources(Connection connection, Collection<SourceId> ids)
            throws SQLException {
        if (ids.isEmpty()) return Map.of();
        var sql =
                """
                SELECT s.region, s.node, s.incarnation, s.cluster, s.received::text,
                    s.seen_through, s.sent_through, s.last_seen, s.ended
                FROM source s
                JOIN unnest(?::text[], ?::text[], ?::text[]) AS wanted (region, node, incarnation)
                USING (region, node, incarnation)
                ORDER BY s.region, s.node, s.incarnation
                FOR UPDATE OF s\
                """;
        var ordered = List.copyOf(ids);
        var found = new HashMap<SourceId, SourceState>();
        try (var statement = connection.prepareStatement(sql)) {
            new Columns(connection, statement)
                    .text(ordered, id -> id.region().value())
                    .text(ordered, id -> id.node().value())
                    .text(ordered, id -> id.incarnation().value());
            try (var rows = statement.executeQuery()) {
                while (rows.next()) found.put(id(rows), state(rows));
            }
        }
        return found;
    }

    private static SourceId id(ResultSet rows) throws SQLException {
        return new SourceId(
                new RegionId(rows.getString(1)),
                new NodeLife(new NodeId(rows.getString(2)), new IncarnationId(rows.getString(3))));
    }

    private static SourceState state(ResultSet rows) throws SQLException {
        return new SourceState(
                new ClusterId(rows.getString(4)),
                Multiranges.read(rows.getString(5)),
                rows.getObject(6, OffsetDateTime.class).toInstant(),
                instant(rows.getObject(7, OffsetDateTime.class)),
                rows.getObject(8, OffsetDateTime.class).toInstant(),
                rows.getBoolean(9));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
