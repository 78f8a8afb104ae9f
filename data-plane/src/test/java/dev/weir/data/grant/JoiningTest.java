package dev.weir.data.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.grant.Joining.State;
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
import java.util.List;
import org.junit.jupiter.api.Test;

class JoiningTest {
    private static final NodeLife SELF = new NodeLife(new NodeId("a1"), new IncarnationId("bbbb2"));
    private static final NodeLife FORMER =
            new NodeLife(new NodeId("a1"), new IncarnationId("aaaa1"));

    private final Lease lease = new Lease();
    private final GrantBook book = new GrantBook(SELF);
    private boolean isWithoutEnvironments;
    private final Joining joining = new Joining(lease, book, () -> isWithoutEnvironments);

    private void leased(long now) {
        lease.sent(1, now);
        lease.answered(1, Duration.ofSeconds(6));
    }

    private void granted(long epoch, NodeLife life) {
        var grant = new Grant(life, new ClusterId("a"), "http://127.0.0.1:1", 2, PoolMode.DORMANT);
        book.apply(
                new Granted(
                        new EnvironmentId("env1"),
                        new DatabaseId("db1"),
                        new Epoch(epoch),
                        List.of(grant),
                        List.of()));
    }

    @Test
    void isOverWithALeaseAndAGrantOfThisLife() {
        granted(1, FORMER);
        assertThat(joining.state(0)).isEqualTo(State.UNHEARD);
        leased(0);
        assertThat(joining.state(1)).isEqualTo(State.UNDECIDED);
        granted(2, SELF);
        assertThat(joining.state(2)).isEqualTo(State.JOINED);
    }

    @Test
    void aGrantWithoutALeaseIsNotEnough() {
        granted(1, SELF);

        assertThat(joining.state(0)).isEqualTo(State.UNHEARD);
    }

    @Test
    void staysOverWithoutALease() {
        leased(0);
        granted(1, SELF);
        assertThat(joining.state(1)).isEqualTo(State.JOINED);

        assertThat(joining.state(Duration.ofMinutes(1).toNanos())).isEqualTo(State.JOINED);
    }

    @Test
    void nothingIsAwaitedWhereNoEnvironmentIsRegistered() {
        isWithoutEnvironments = true;
        leased(0);

        assertThat(joining.state(1)).isEqualTo(State.JOINED);
    }

    @Test
    void aNodeThatIsGivenNothingAnswersByItsPeers() {
        leased(0);
        assertThat(joining.state(1)).isEqualTo(State.UNDECIDED);
        assertThat(joining.state(Joining.DECISION_NANOS)).isEqualTo(State.UNDECIDED);
        assertThat(joining.state(Joining.DECISION_NANOS + 1)).isEqualTo(State.JOINED);
    }
}
