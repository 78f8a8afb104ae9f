package dev.weir.control.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.control.fleet.DatabaseGrants;
import dev.weir.control.fleet.DatabaseState;
import dev.weir.control.fleet.Demand;
import dev.weir.control.fleet.Limit;
import dev.weir.control.fleet.Moment;
import dev.weir.control.fleet.PoolKey;
import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LearnedTest {
    private static final EnvironmentId SHOP = new EnvironmentId("shop");
    private static final PoolKey POOL =
            new PoolKey(SHOP, new NodeLife(new NodeId("a1"), new IncarnationId("life1")));
    private static final Moment NOW = new Moment(7);

    private final DatabaseGrants grants = DatabaseGrants.of(new DatabaseId("db1"), Limit.of(10, 0));
    private final DatabaseState state =
            DatabaseState.of(grants)
                    .with(POOL, Demand.NONE.woken(NOW, 1))
                    .with(Map.of(), Map.of(SHOP, NOW));

    @Test
    void readsTheStateBeforeUntilSomethingElseIsLearned() {
        var learned = new Learned(state);

        assertThat(learned.demand(POOL)).isEqualTo(state.demand(POOL));
        assertThat(learned.toldAt(SHOP)).isEqualTo(NOW);

        learned.demand(POOL, Demand.NONE);
        learned.told(SHOP, new Moment(8));

        assertThat(learned.demand(POOL)).isEqualTo(Demand.NONE);
        assertThat(learned.toldAt(SHOP)).isEqualTo(new Moment(8));
        assertThat(learned.on(grants).demand(POOL)).isEqualTo(Demand.NONE);
        assertThat(learned.on(grants).told()).containsEntry(SHOP, new Moment(8));
    }

    @Test
    void aStateOfWhichNothingIsLearnedStaysTheSame() {
        assertThat(new Learned(state).on(grants)).isSameAs(state);
    }
}
