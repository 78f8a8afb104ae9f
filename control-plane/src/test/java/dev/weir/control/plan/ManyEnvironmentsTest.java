package dev.weir.control.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.control.fleet.DatabaseState;
import dev.weir.control.fleet.EnvironmentGrants;
import dev.weir.control.fleet.EnvironmentGrants.Standing;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Epoch;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many environments on one small server. */
class ManyEnvironmentsTest {
    private static final int LIMIT = 50;

    private final Bench bench = new Bench(LIMIT);

    private DatabaseState of(int environments) {
        var all = new HashMap<EnvironmentId, EnvironmentGrants>();
        for (int i = 0; i < environments; i++) {
            var id = Bench.environment(i);
            all.put(
                    id,
                    new EnvironmentGrants(
                            id,
                            Standing.ACTIVE,
                            Integer.MAX_VALUE,
                            Duration.ofMinutes(6),
                            Epoch.NONE,
                            List.of()));
        }
        return DatabaseState.of(bench.state.grants().withAll(all));
    }

    /**
     * Bytes that the first decision on a database allocates. They are counted by the JVM, so the
     * figure does not depend on how busy the machine is.
     */
    private long allocated(int environments) {
        var state = of(environments);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        var decision = bench.controller.decide(state, new ControllerEvent.Tick(bench.fleet));
        long after = threads.getCurrentThreadAllocatedBytes();
        assertThat(decision.state().grants().charged()).isEqualTo(LIMIT);
        return after - before;
    }

    @Test
    void aDecisionCostsInProportionToTheEnvironments() {
        for (var cluster : List.of("a", "b")) {
            bench.hear(new SimulatedNode(cluster + "1", cluster, 1_000).heartbeat());
        }
        allocated(500);

        long few = allocated(500);

        assertThat(allocated(4_000)).as("eight times as many").isLessThan(16 * few);
    }
}
