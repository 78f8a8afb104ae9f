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
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RoutedAttemptsTest {
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId("e1");
    private static final NodeLife SELF = life("n1");

    private final Routes routes =
            new Routes(SELF, new ClusterId("a"), RouterSettings.DEFAULTS, () -> 0);
    private final Attempts attempts = new RoutedAttempts(routes, ENVIRONMENT, () -> 0, _ -> true);

    @Test
    void whatStaysIsServedHereAndCounted() {
        granted("n1", "n2");

        assertThat(attempts.begin(true)).isEqualTo(new Placement.Here());

        assertThat(new RoutedAttempts(routes, ENVIRONMENT, () -> 0, _ -> true).ended(notStarted()))
                .isEqualTo(1);
        assertThat(attempts.ended(new Ending.Answered(-1))).isZero();
        assertThat(attempts.ended(new Ending.Answered(-1))).isZero();
    }

    @Test
    void nobodyIsGivenItTwiceAndOnlySoManyAtAll() {
        granted("n2", "n3", "n4", "n5");
        var given = new HashSet<NodeLife>();

        var step = attempts.begin(false);
        while (step instanceof Placement.Peer(var life)) {
            assertThat(given.add(life)).isTrue();
            step = refused(false);
        }

        assertThat(step).isEqualTo(new Placement.Refuse());
        assertThat(given).hasSize(Router.MAX_ATTEMPTS);
    }

    @Test
    void whatIsBoundGoesNowhereElse() {
        granted("n2", "n3");
        attempts.bind();
        assertThat(attempts.begin(true)).isEqualTo(new Placement.Here());

        assertThat(refused(true)).isEqualTo(new Placement.Refuse());
    }

    @Test
    void whereNobodyIsKnownThePoolItselfSaysWhy() {
        assertThat(attempts.begin(false)).isEqualTo(new Placement.Here());

        assertThat(refused(false)).isEqualTo(new Placement.Refuse());
    }

    @Test
    void waitsForAGrantAndAsksWhoeverGotIt() {
        granted("n1");
        assertThat(attempts.begin(false)).isEqualTo(new Placement.Here());
        assertThat(refused(true)).isEqualTo(new Placement.Wait(0));
        routes.heard(route(2));
        assertThat(attempts.check(false)).isNotInstanceOf(Placement.Refuse.class);
        assertThat(refused(true)).isEqualTo(new Placement.Wait(1));
        routes.heard(route(3, "n2"));

        assertThat(attempts.check(false)).isEqualTo(new Placement.Peer(life("n2")));
    }

    @Test
    void asksTheOwnPoolAgainOnceItHasRoom() {
        granted("n2");
        var _ = attempts.begin(true);
        assertThat(refused(true)).isEqualTo(new Placement.Peer(life("n2")));
        assertThat(refused(true)).isEqualTo(new Placement.Wait(0));

        assertThat(attempts.check(true)).isEqualTo(new Placement.Here());
    }

    @Test
    void toBeRefusedHereAgainCostsNoRetry() {
        granted("n1");
        var _ = attempts.begin(true);

        for (int looks = 0; looks < 1_000; looks++) {
            assertThat(refused(true)).isEqualTo(new Placement.Wait(looks));
            assertThat(attempts.check(false)).isEqualTo(new Placement.Here());
        }
    }

    @Test
    void pausesGrow() {
        assertThat(Stream.of(0, 1, 2, 3, 4, 1_000_000).map(Attempts::pause).map(Duration::toMillis))
                .containsExactly(50L, 100L, 200L, 400L, 400L, 400L);
    }

    private Placement refused(boolean passes) {
        var _ = attempts.ended(notStarted());
        return attempts.refused(passes);
    }

    private static Ending notStarted() {
        return new Ending.NotStarted();
    }

    private void granted(String... nodes) {
        routes.heard(route(1, nodes));
    }

    private static Granted route(long epoch, String... nodes) {
        var grants = Stream.of(nodes).map(RoutedAttemptsTest::grant).toList();
        return new Granted(ENVIRONMENT, new DatabaseId("db"), new Epoch(epoch), grants, List.of());
    }

    private static Grant grant(String node) {
        var life = life(node);
        return new Grant(life, new ClusterId("a"), "http://" + node, 1, PoolMode.ACTIVE);
    }

    private static NodeLife life(String node) {
        return new NodeLife(new NodeId(node), new IncarnationId("life" + node));
    }
}
