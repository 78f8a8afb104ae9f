package dev.weir.data.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.grant.Lease;
import dev.weir.events.ClusterId;
import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Epoch;
import dev.weir.events.GrantEvent.Granted;
import dev.weir.events.IncarnationId;
import dev.weir.events.LeaseGranted;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.PoolEvent.PoolReaped;
import dev.weir.events.PoolReport;
import dev.weir.events.PoolState;
import dev.weir.events.Reap;
import dev.weir.events.RegionId;
import dev.weir.events.json.Event;
import dev.weir.events.json.FactCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NodeAgentTest {
    private static final NodeLife LIFE = new NodeLife(new NodeId("a1"), new IncarnationId("life1"));
    private static final EnvironmentId SHOP = new EnvironmentId("shop");
    private static final long MILLI = 1_000_000;

    private final Lease lease = new Lease();
    private final NodeAgent agent =
            new NodeAgent(
                    new NodeAgent.Self(
                            LIFE,
                            new RegionId("eu1"),
                            new ClusterId("a"),
                            100,
                            Duration.ofMillis(500)),
                    lease,
                    0);
    private long now;

    private List<AgentEffect> on(AgentInput input) {
        return agent.on(now, input);
    }

    private void pass(long millis) {
        for (long end = now + millis * MILLI; now < end; ) {
            now += 100 * MILLI;
            on(new AgentInput.Tick());
        }
    }

    private long beat() {
        var gather = (AgentEffect.Gather) on(new AgentInput.BeatDue()).getFirst();
        var said = (AgentEffect.Publish) on(new AgentInput.Gathered(List.of())).getFirst();
        assertThat(((NodeHeartbeat) said.fact()).sequence()).isEqualTo(gather.heartbeat());
        return gather.heartbeat();
    }

    private List<AgentEffect> answer(long heartbeat) {
        return on(
                new AgentInput.LeaseHeard(
                        new LeaseGranted(LIFE, heartbeat, Duration.ofSeconds(6), 0)));
    }

    @Test
    void repeatsTheTermThatItIsAskedForAtOnceAndFromThenOn() {
        long heartbeat = beat();

        var effects = on(asked(heartbeat, 7));

        assertThat(effects)
                .as("it speaks at once, and may not open anything")
                .containsExactly(new AgentEffect.Gather(heartbeat + 1, false));
        assertThat(said().term()).isEqualTo(7);
        assertThat(on(asked(heartbeat, 6))).as("an older question").isEmpty();
        on(new AgentInput.BeatDue());
        assertThat(said().term()).isEqualTo(7);
    }

    private static AgentInput asked(long heartbeat, long term) {
        return new AgentInput.LeaseHeard(new LeaseGranted(LIFE, heartbeat, Duration.ZERO, term));
    }

    private NodeHeartbeat said() {
        var said = (AgentEffect.Publish) on(new AgentInput.Gathered(List.of())).getFirst();
        return (NodeHeartbeat) said.fact();
    }

    @Test
    void mayOpenFromWhenItSpokeAndNotFromWhenItWasAnswered() {
        long heartbeat = beat();
        pass(4_000);

        assertThat(answer(heartbeat)).containsExactly(new AgentEffect.LookAgain(false));
        pass(1_900);
        assertThat(lease.mayOpen(now)).isTrue();
        now += 100 * MILLI;
        assertThat(on(new AgentInput.Tick())).containsExactly(new AgentEffect.LookAgain(true));
        assertThat(lease.mayOpen(now)).isFalse();
    }

    @Test
    void givesItsLeaseUpAfterAStallUntilAHeartbeatFromThenOnIsAnswered() {
        answer(beat());
        long before = beat();
        now += 600 * MILLI;

        assertThat(on(new AgentInput.Tick()))
                .containsExactly(new AgentEffect.Stalled(), new AgentEffect.LookAgain(true));
        assertThat(answer(before)).isEmpty();
        assertThat(answer(beat())).containsExactly(new AgentEffect.LookAgain(false));
    }

    @Test
    void tellsOfMorePoolsThanFitIntoOneHeartbeatInSeveralWithNumbersOfTheirOwn() {
        on(new AgentInput.BeatDue());
        var reports = IntStream.range(0, 100_000).mapToObj(NodeAgentTest::longest).toList();

        var heartbeats =
                on(new AgentInput.Gathered(reports)).stream()
                        .map(effect -> (NodeHeartbeat) ((AgentEffect.Publish) effect).fact())
                        .toList();

        assertThat(heartbeats.stream().flatMap(each -> each.pools().stream()))
                .containsExactlyElementsOf(reports);
        assertThat(heartbeats)
                .extracting(NodeHeartbeat::sequence)
                .isSorted()
                .doesNotHaveDuplicates();
        var codec = new FactCodec();
        for (var each : heartbeats) codec.encode(new Event("1", "/test", Instant.EPOCH, each));
        assertThat(answer(heartbeats.getLast().sequence()))
                .containsExactly(new AgentEffect.LookAgain(false));
        assertThat(beat()).isEqualTo(heartbeats.getLast().sequence() + 1);
    }

    private static PoolReport longest(int number) {
        var longTime = Duration.ofNanos(Long.MAX_VALUE);
        return new PoolReport(
                new EnvironmentId("environment" + number),
                new Epoch(Long.MAX_VALUE),
                PoolState.DRAINING,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                longTime,
                Long.MAX_VALUE,
                longTime,
                longTime);
    }

    @Test
    void reportsSoonOnceForManyPools() {
        assertThat(on(new AgentInput.ReportWanted())).containsExactly(new AgentEffect.BeatSoon());
        assertThat(on(new AgentInput.ReportWanted())).isEmpty();
        beat();
        assertThat(on(new AgentInput.ReportWanted())).hasSize(1);
    }

    @Test
    void takesNoteOfGrantsWhileDrainingAndDoesNotApplyThem() {
        on(new AgentInput.Drain());

        assertThat(grants(1)).allMatch(effect -> !((AgentEffect.Apply) effect).apply());
        assertThat(grants(1)).as("again").isEmpty();
    }

    private List<AgentEffect> grants(long epoch, Reap... reaps) {
        return on(
                new AgentInput.GrantsHeard(
                        new Granted(
                                SHOP,
                                new DatabaseId("db1"),
                                new Epoch(epoch),
                                List.of(),
                                List.of(reaps))));
    }

    private static Reap order(long epoch, boolean over, String by) {
        return new Reap(
                new NodeLife(new NodeId("b1"), new IncarnationId("gone")),
                new Epoch(epoch),
                over,
                new NodeLife(new NodeId(by), LIFE.incarnation()));
    }

    private List<AgentEffect> tick(long millis) {
        now += millis * MILLI;
        return on(new AgentInput.Tick());
    }

    @Test
    void endsSessionsUntilNoneIsLeftAndSaysSoUntilTheOrderIsWithdrawn() {
        var order = order(3, false, "a1");
        grants(3, order);
        assertThat(tick(100)).contains(new AgentEffect.EndSessions(SHOP, order));
        assertThat(tick(100)).as("one attempt at a time").isEmpty();
        assertThat(on(new AgentInput.SessionsEnded(SHOP, order, false))).isEmpty();
        tick(100);
        assertThat(tick(200)).contains(new AgentEffect.EndSessions(SHOP, order));

        assertThat(on(new AgentInput.SessionsEnded(SHOP, order, true)))
                .containsExactly(
                        new AgentEffect.Publish(
                                new PoolReaped(
                                        new DatabaseId("db1"),
                                        SHOP,
                                        LIFE,
                                        new Epoch(3),
                                        order.life())));
        now += 1_900 * MILLI;
        assertThat(tick(200)).contains(new AgentEffect.EndSessions(SHOP, order));

        grants(4);
        assertThat(on(new AgentInput.SessionsEnded(SHOP, order, true))).isEmpty();
        pass(5_000);
    }

    @Test
    void looksTwiceForSessionsOfAProcessThatHasEnded() {
        var order = order(3, true, "a1");
        grants(3, order);
        tick(100);
        assertThat(on(new AgentInput.SessionsEnded(SHOP, order, true))).isEmpty();

        int looks = 0;
        for (int i = 0; i < 30; i++) {
            if (!tick(100).contains(new AgentEffect.EndSessions(SHOP, order))) continue;
            looks++;
            if (!on(new AgentInput.SessionsEnded(SHOP, order, true)).isEmpty()) break;
        }
        assertThat(looks).isEqualTo(4);
    }

    @Test
    void leavesOrdersToOthersThatAreNotItsOwn() {
        grants(3, order(3, false, "c1"));

        assertThat(tick(100)).noneMatch(AgentEffect.EndSessions.class::isInstance);
    }
}
