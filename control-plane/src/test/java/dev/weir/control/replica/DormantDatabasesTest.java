package dev.weir.control.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.control.fleet.DatabaseGrants;
import dev.weir.control.fleet.DatabaseState;
import dev.weir.control.fleet.EnvironmentGrants;
import dev.weir.control.fleet.EnvironmentGrants.Standing;
import dev.weir.control.fleet.Holding;
import dev.weir.control.fleet.Limit;
import dev.weir.control.plan.Controller;
import dev.weir.control.plan.ControllerEvent;
import dev.weir.control.plan.Decision;
import dev.weir.control.plan.ScalingPolicy;
import dev.weir.events.ClusterId;
import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Epoch;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.PoolMode;
import dev.weir.events.PoolReport;
import dev.weir.events.PoolState;
import dev.weir.events.RegionId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The work that databases at rest make, counted in decisions and never in time. */
class DormantDatabasesTest {
    private static final int DATABASES = 1_000;
    private static final Epoch EPOCH = new Epoch(1);
    private static final NodeLife LIFE = new NodeLife(new NodeId("a1"), new IncarnationId("life1"));

    private final ResidentStore store = new ResidentStore();
    private final Controller controller = new Controller(ScalingPolicy.DEFAULTS);
    private long now;
    private long sequence;
    private int decided;
    private final ControllerReplica replica =
            new ControllerReplica(
                    store,
                    this::decide,
                    _ -> {},
                    () -> now,
                    Timing.DEFAULTS,
                    _ -> Optional.of(new ControlStore.PartitionLease("pool-events", 0, 1, 0)),
                    Witness.NONE);

    DormantDatabasesTest() {
        for (int i = 0; i < DATABASES; i++) store.put(database(i));
        replica.start();
        replica.ownershipChanged();
        for (int second = 0; second < 10; second++) second();
    }

    private Decision decide(DatabaseState state, ControllerEvent event) {
        decided++;
        return controller.decide(state, event);
    }

    @Test
    void databasesAtRestAreLoadedByOneQueryAndNotDecidedAgain() {
        assertThat(store.loads()).as("databases loaded one by one").isZero();
        decided = 0;

        for (int second = 0; second < 60; second++) second();

        assertThat(decided).isZero();
    }

    @Test
    void aRequestIsDecidedAtOnceWhateverSleeps() {
        decided = 0;

        for (int i = 0; i < 2; i++) {
            hear(report(7, PoolState.ACTIVE, 30));
            tick();
        }

        assertThat(decided).isLessThan(8);
        var grants = replica.of(environment(7)).orElseThrow().grants();
        assertThat(grants.charged()).isGreaterThan(1);
    }

    private void second() {
        hear(
                IntStream.range(0, DATABASES)
                        .mapToObj(i -> report(i, PoolState.DORMANT, 0))
                        .toArray(PoolReport[]::new));
        for (int i = 0; i < 4; i++) tick();
    }

    private void tick() {
        now += Timing.DEFAULTS.tick().toNanos();
        replica.tick();
    }

    private void hear(PoolReport... reports) {
        replica.hear(
                new NodeHeartbeat(
                        LIFE,
                        new RegionId("eu1"),
                        new ClusterId("a"),
                        "http://a1",
                        ++sequence,
                        0,
                        100_000,
                        false,
                        List.of(reports)));
    }

    private static EnvironmentId environment(int number) {
        return new EnvironmentId("env" + number);
    }

    private static PoolReport report(int number, PoolState state, int waiting) {
        return new PoolReport(
                environment(number),
                EPOCH,
                state,
                1,
                0,
                0,
                0,
                waiting,
                Duration.ZERO,
                waiting,
                Duration.ZERO,
                Duration.ofHours(1));
    }

    private static DatabaseGrants database(int number) {
        var holding =
                new Holding(
                        LIFE,
                        new ClusterId("a"),
                        "http://a1",
                        PoolMode.DORMANT,
                        1,
                        1,
                        EPOCH,
                        EPOCH,
                        null);
        var environment =
                new EnvironmentGrants(
                        environment(number),
                        Standing.ACTIVE,
                        Integer.MAX_VALUE,
                        Duration.ofMinutes(6),
                        EPOCH,
                        List.of(holding));
        return new DatabaseGrants(
                new DatabaseId("db" + number),
                Limit.of(20, 0),
                1,
                Map.of(environment.id(), environment));
    }
}
