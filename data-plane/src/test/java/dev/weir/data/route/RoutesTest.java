package dev.weir.data.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.events.ClusterId;
import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Epoch;
import dev.weir.events.Grant;
import dev.weir.events.GrantEvent.Granted;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.PoolMode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RoutesTest {
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId("e1");
    private static final NodeLife SELF = life("a1");
    private static final NodeLife PEER = life("a2");

    private final Routes routes =
            new Routes(SELF, new ClusterId("a"), RouterSettings.DEFAULTS, () -> 0);

    @Test
    void whoIsGrantedNothingIsNotInTheRoute() {
        routes.heard(granted(1, grant("a1", 0), grant("a2", 1)));

        assertThat(chosen()).isInstanceOf(Choice.There.class);
    }

    @Test
    void whatOnlyThisNodeCanServeIsNotCounted() {
        routes.heard(granted(1, grant("a1", 1), grant("a2", 0)));

        assertThat(chosen()).isEqualTo(new Choice.Nowhere());
    }

    @Test
    void anOlderRouteChangesNothing() {
        routes.heard(granted(2, grant("a2", 1)));
        routes.heard(granted(1, grant("a1", 1)));
        assertThat(chosen()).isEqualTo(new Choice.There(PEER, new Ticket(PEER, 0)));

        routes.heard(granted(2, grant("a1", 1)));

        assertThat(chosen()).isInstanceOf(Choice.There.class);
    }

    @Test
    void environmentsHaveRoutesOfTheirOwn() {
        routes.heard(granted(1, grant("a2", 1)));

        assertThat(routes.choose(new EnvironmentId("e2"), 0, _ -> true))
                .isEqualTo(new Choice.Nowhere());
    }

    @Test
    void tellsHowManyRequestsAreUnderWayHere() {
        routes.heard(granted(1, grant("a1", 2)));
        var first = routes.arrived(ENVIRONMENT);
        var second = routes.arrived(ENVIRONMENT);

        assertThat(routes.ended(ENVIRONMENT, null, new Ending.NotStarted(), 0)).isEqualTo(2);
        assertThat(routes.ended(ENVIRONMENT, first, new Ending.Answered(-1), 0)).isEqualTo(1);
        assertThat(routes.ended(ENVIRONMENT, second, new Ending.NotStarted(), 0)).isZero();
    }

    private Choice chosen() {
        return routes.choose(ENVIRONMENT, 0, _ -> true);
    }

    private static NodeLife life(String node) {
        return new NodeLife(new NodeId(node), new IncarnationId("life" + node));
    }

    private static Granted granted(long epoch, Grant... grants) {
        return new Granted(
                ENVIRONMENT,
                new DatabaseId("db"),
                new Epoch(epoch),
                Stream.of(grants).toList(),
                List.of());
    }

    private static Grant grant(String node, int size) {
        var life = life(node);
        return new Grant(life, new ClusterId("a"), "http://" + node, size, PoolMode.ACTIVE);
    }
}
