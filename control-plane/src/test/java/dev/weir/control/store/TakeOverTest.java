package dev.weir.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.weir.control.plan.Controller;
import dev.weir.control.plan.ScalingPolicy;
import dev.weir.control.replica.ControlStore.PartitionLease;
import dev.weir.control.replica.ControllerReplica;
import dev.weir.control.replica.Timing;
import dev.weir.control.replica.Witness;
import dev.weir.events.ClusterId;
import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.Reap;
import dev.weir.events.RegionId;
import dev.weir.testing.TestDatabase;
import dev.weir.testing.TestPostgres;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a replica that has just begun to listen knows of silent nodes by others' word. */
@Timeout(60)
class TakeOverTest {
    private static final DatabaseId DATABASE = new DatabaseId("db1");
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId("env1");
    private static final IncarnationId LIFE = new IncarnationId("life1");

    private final HikariDataSource source = new HikariDataSource();
    private final Transactions transactions = new Transactions(source);
    private final FleetStore store =
            new FleetStore(
                    transactions, new Outbox("weir", new RegionId("eu1"), InstantSource.system()));
    private Duration now = Duration.ZERO;
    private long sequence;

    @BeforeEach
    void prepare() {
        TestDatabase database = TestPostgres.freshDatabase();
        source.setJdbcUrl(database.jdbcUrl());
        source.setUsername(database.user());
        source.setPassword(database.password());
        source.setMaximumPoolSize(4);
        source.setAutoCommit(false);
        Schema.migrate(source);
        transactions.run(connection ->
                Sql.update(
                        connection,
                        """
                        INSERT INTO database_server (id, host, port, connection_limit, effective_limit)
                            VALUES ('db1', 'db.example', 5432, 10, 10);
                        INSERT INTO project (id, name) VALUES ('project1', 'project');
                        INSERT INTO environment (id, project, name, region, database, state, provider, database_name,
                            database_user, sealed_url, idle_timeout_ms, query_timeout_ms, transaction_timeout_ms,
                            queue_timeout_ms, max_queue, max_response_bytes)
                            VALUES ('env1', 'project1', 'environment', 'eu1', 'db1', 'ACTIVE', 'postgresql', 'app', 'app',
                            '', 360000, 1000, 1000, 1000, 1, 1);
                        INSERT INTO holding (environment, node, incarnation, database, cluster, endpoint, pool, granted,
                            acknowledged, since, acknowledged_epoch)
                            VALUES ('env1', 'a1', 'life1', 'db1', 'a', '', 'ACTIVE', 6, 6, 1, 1),
                            ('env1', 'b1', 'life1', 'db1', 'b', '', 'ACTIVE', 2, 2, 1, 1)
                        """));
    }

    @AfterEach
    void close() {
        source.close();
    }

    private ControllerReplica replica(Optional<PartitionLease> owned) {
        var controller = new Controller(ScalingPolicy.DEFAULTS);
        var replica =
                new ControllerReplica(
                        store,
                        controller::decide,
                        _ -> {},
                        () -> now.toNanos(),
                        Timing.DEFAULTS,
                        _ -> owned,
                        Witness.NONE);
        replica.start();
        return replica;
    }

    /** Two nodes speak, with one replica listening, and then only one of them. */
    private ControllerReplica experienced() {
        var replica = replica(Optional.empty());
        for (var node : List.of("a1", "b1", "b2")) speaks(node, replica);
        return replica;
    }

    /** The others go on speaking. */
    private void listen(int fromSecond, int toSecond, ControllerReplica... hearers) {
        for (int second = fromSecond; second <= toSecond; second++) {
            now = Duration.ofSeconds(second);
            for (var node : List.of("b1", "b2")) speaks(node, hearers);
            for (var hearer : hearers) hearer.tick();
        }
    }

    @Test
    void aNewOwnerNeedNotWaitForWhatAnotherReplicaHasWaitedFor() {
        var old = experienced();
        listen(1, 5, old);
        var owner = replica(Optional.of(store.own("pool-events", 0)));
        owner.ownershipChanged();
        listen(6, 7, owner);
        assertThat(reaps()).isEmpty();

        listen(8, 8, old, owner);
        assertThat(reaps()).extracting(Reap::node).containsExactly(new NodeId("a1"));
    }

    @Test
    void aLifeThatSpokeMeanwhileToAnotherReplicaIsLeftAlone() {
        var old = experienced();
        listen(1, 6, old);
        var hearer = replica(Optional.empty());
        speaks("a1", hearer);
        var owner = replica(Optional.of(store.own("pool-events", 0)));
        owner.ownershipChanged();
        // The hearer loses it again, and so begins to withhold anew.
        listen(7, 9, old, hearer, owner);
        assertThat(store.expired()).isEmpty();
        assertThat(reaps()).isEmpty();

        listen(10, 13, old, hearer, owner);
        assertThat(reaps()).extracting(Reap::node).containsExactly(new NodeId("a1"));
    }

    @Test
    void anOnlyReplicaCountsFromItsBeginning() {
        experienced();
        now = Duration.ofSeconds(100);
        var owner = replica(Optional.of(store.own("pool-events", 0)));
        owner.ownershipChanged();
        listen(100, 106, owner);
        assertThat(reaps()).isEmpty();
        listen(107, 107, owner);
        assertThat(reaps()).extracting(Reap::node).containsExactly(new NodeId("a1"));
    }

    private void speaks(String node, ControllerReplica... hearers) {
        sequence++;
        for (var hearer : hearers) {
            hearer.hear(
                    new NodeHeartbeat(
                            new NodeLife(new NodeId(node), LIFE),
                            new RegionId("eu1"),
                            new ClusterId(node.substring(0, 1)),
                            "http://" + node,
                            sequence,
                            0,
                            100,
                            false,
                            List.of()));
        }
    }

    private List<Reap> reaps() {
        return store.load(DATABASE).orElseThrow().environment(ENVIRONMENT).orElseThrow().reaps();
    }
}
