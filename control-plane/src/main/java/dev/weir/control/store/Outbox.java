package dev.weir.control.store;

import dev.weir.events.Fact;
import dev.weir.events.RegionId;
import dev.weir.events.json.Event;
import dev.weir.events.json.FactCodec;
import dev.weir.events.json.Topic;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.UUID;

/**
 * Facts to be told, written in the transaction that makes them true. Whoever adds one holds the
 * lock of the row that it tells of, so that facts of one key come out in the order of their
 * commits.
 */
public final class Outbox {
    private final FactCodec codec = new FactCodec();
    private final String prefix;
    private final RegionId region;
    private final InstantSource clock;

    /**
     * An outbox for a region's topics.
     *
     * @param prefix of topic names, usually {@code weir}
     */
    public Outbox(String prefix, RegionId region, InstantSource clock) {
        this.prefix = prefix;
        this.region = region;
        this.clock = clock;
    }

    void add(Connection connection, Fact fact) throws SQLException {
        Sql.update(
                connection,
                "INSERT INTO outbox (topic, key, payload) VALUES (?, ?, ?)",
                topicOf(fact),
                Topic.keyOf(fact),
                encode(fact));
    }

    /** The full name of the topic of a fact. */
    public String topicOf(Fact fact) {
        return Topic.of(fact).in(prefix, region);
    }

    /** A fact as it goes over the log, said now by this control plane. */
    public byte[] encode(Fact fact) {
        return codec.encode(
                new Event(
                        UUID.randomUUID().toString(),
                        "/weir/" + region + "/control",
                        clock.instant(),
                        fact));
    }
}
