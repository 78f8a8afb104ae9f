package dev.weir.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.weir.control.fleet.DatabaseGrants;
import dev.weir.control.fleet.Fleet;
import dev.weir.control.replica.ControlStore.Outcome;
import dev.weir.control.replica.ControlStore.PartitionLease;
import dev.weir.control.replica.ControlStore.Progress;
import dev.weir.events.DatabaseId;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.RegionId;
import dev.weir.testing.TestDatabase;
import dev.weir.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a real PostgreSQL keeps apart when two replicas do the same at the same time. */
@Timeout(60)
class FleetStoreTest {
    private static final DatabaseId DATABASE = new DatabaseId("db1");
    private static final NodeId NODE = new NodeId("node-1");
    private static final NodeLife LIFE = new NodeLife(NODE, new IncarnationId("life1"));

    private final HikariDataSource source = new HikariDataSource();
    private final Transactions transactions = new Transactions(source);
    private final FleetStore store =
            new FleetStore(
                    transactions, new Outbox("weir", new RegionId("eu1"), InstantSource.system()));

    @BeforeEach
    void prepare() {
        TestDatabase database = TestPostgres.freshDatabase();
        source.setJdbcUrl(database.jdbcUrl());
        source.setUsername(database.user());
        source.setPassword(database.password());
        source.setMaximumPoolSize(4);
        source.setAutoCommit(false);
        Schema.migrate(source);
        transactions.run(connection -> {
            Sql.update(
                    connection,
                    "INSERT INTO database_server (id, host, port, connection_limit, effective_limit)"
                            + " VALUES (?, 'db.example', 5432, 10, 10)",
                    DATABASE.value());
            return Sql.update(
                    connection,
                    "INSERT INTO node (id, region, cluster, endpoint, incarnation, capacity,"
                            + " draining, answered)"
                            + " VALUES (?, 'eu1', 'a', 'http://127.0.0.1:1', ?, 10, false, 3)",
                    NODE.value(),
                    LIFE.incarnation().value());
        });
    }

    @AfterEach
    void close() {
        source.close();
    }

    private DatabaseGrants stored() {
        return store.load(DATABASE).orElseThrow();
    }

    private Outcome commit(PartitionLease owner, boolean read) {
        var now = stored();
        return store.commit(
                now, now, List.of(), owner, read ? new Progress(owner, owner.next() + 1) : null);
    }

    @Test
    void nothingIsCommittedByWhoWasReplacedThoughNothingHasChanged() {
        var paused = store.own("pool-events", 0);
        assertThat(commit(paused, false)).isInstanceOf(Outcome.Committed.class);
        var owner = store.own("pool-events", 0);
        var before = stored();

        assertThat(commit(paused, false)).isInstanceOf(Outcome.Fenced.class);
        assertThat(commit(paused, true)).isInstanceOf(Outcome.Fenced.class);
        assertThat(stored()).isEqualTo(before);

        assertThat(commit(owner, false)).isInstanceOf(Outcome.Committed.class);
        assertThat(commit(owner, true)).isInstanceOf(Outcome.Committed.class);
        assertThat(stored().version()).isEqualTo(before.version() + 2);
    }

    @Test
    void whoDecidesOnTimeNeedNotStandWhereTheReaderStands() {
        var owner = store.own("pool-events", 0);
        assertThat(store.advance(owner, 5)).isPresent();
        assertThat(commit(owner, false)).isInstanceOf(Outcome.Committed.class);
        assertThat(commit(owner, true)).isInstanceOf(Outcome.Fenced.class);
    }

    @Test
    void aPartitionIsTakenOverOnlyAfterWhatItsOwnerIsCommitting() throws Exception {
        var owner = store.own("pool-events", 0);
        CompletableFuture<PartitionLease> taken;
        try (var connection = source.getConnection()) {
            assertThat(Offsets.hold(connection, owner)).isTrue();
            taken = CompletableFuture.supplyAsync(() -> store.own("pool-events", 0));
            awaitWaiting();
            assertThat(taken).isNotDone();
            connection.commit();
        }
        assertThat(taken.get().generation()).isEqualTo(owner.generation() + 1);
    }

    @Test
    void withholdingSeesTheAnswerOfWhoCameFirst() throws Exception {
        CompletableFuture<Fleet.Withholding> withholding;
        try (var connection = source.getConnection()) {
            Sql.update(connection, "UPDATE node SET answered = 7 WHERE id = ?", NODE.value());
            withholding = CompletableFuture.supplyAsync(() -> store.withhold(LIFE));
            awaitWaiting();
            connection.commit();
        }
        assertThat(withholding.get().answered()).hasValue(7);
        assertThat(withheld()).isTrue();
    }

    @Test
    void anAnswerTakesBackTheWithholdingOfWhoCameFirst() throws Exception {
        CompletableFuture<Boolean> admitted;
        try (var connection = source.getConnection()) {
            lockNode(connection);
            Sql.update(
                    connection,
                    "INSERT INTO withheld_lease (node, incarnation) VALUES (?, ?)",
                    NODE.value(),
                    LIFE.incarnation().value());
            admitted = CompletableFuture.supplyAsync(() -> store.admit(LIFE, 8));
            awaitWaiting();
            connection.commit();
        }
        assertThat(admitted.get()).isTrue();
        assertThat(withheld()).isFalse();
        assertThat(store.withhold(LIFE).answered()).hasValue(8);
    }

    @Test
    void noAnswerToALifeThatIsBeingReaped() {
        store.withhold(LIFE);
        transactions.run(
                connection -> Sql.update(connection, "UPDATE withheld_lease SET reaping = true"));
        assertThat(store.admit(LIFE, 9)).isFalse();
        assertThat(withheld()).isTrue();
    }

    @Test
    void allLeasesAreOverOnlyInTheWithholdingInWhichTheyEnded() {
        long first = store.withhold(LIFE).number();
        assertThat(store.withhold(LIFE).number()).isEqualTo(first);
        assertThat(store.admit(LIFE, 4)).isTrue();
        long second = store.withhold(LIFE).number();

        assertThat(store.expire(LIFE, first)).isFalse();
        assertThat(store.expired()).isEmpty();
        assertThat(store.expire(LIFE, second)).isTrue();
        assertThat(store.expired()).isEqualTo(Set.of(LIFE));

        assertThat(store.admit(LIFE, 5)).isTrue();
        assertThat(store.expired()).isEmpty();
    }

    private static void lockNode(Connection connection) throws SQLException {
        Sql.first(
                connection,
                row -> row.getLong(1),
                "SELECT answered FROM node WHERE id = ? FOR UPDATE",
                NODE.value());
    }

    private boolean withheld() {
        return transactions.run(connection ->
                Sql.first(connection, row -> row.getInt(1), "SELECT 1 FROM withheld_lease")
                        .isPresent());
    }

    /** Until another transaction waits for a lock that somebody holds. */
    private void awaitWaiting() {
        while (transactions.run(
                connection ->
                        Sql.first(
                                        connection,
                                        row -> row.getInt(1),
                                        "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                                                + " AND datname = current_database()")
                                .isEmpty())) {
            if (Thread.interrupted()) throw new AssertionError("nobody waits for a lock");
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
