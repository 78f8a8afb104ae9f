package dev.weir.data.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.events.ClusterId;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.PeerAnnounced;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerBookTest {
    private static final NodeId B1 = new NodeId("b1");
    private static final IncarnationId FIRST = new IncarnationId("life1");
    private static final IncarnationId SECOND = new IncarnationId("life2");

    private final PeerBook book = new PeerBook(new NodeId("a1"));

    @Test
    void knowsTheNewestLifeOnly() {
        book.apply(announced(FIRST, "https://10.0.0.7:4468"));
        book.apply(announced(SECOND, "https://[::1]:4469"));

        assertThat(book.find(new Life(B1, FIRST))).isEmpty();
        assertThat(book.isOver(B1, FIRST)).isTrue();
        assertThat(book.isOver(B1, SECOND)).isFalse();
        assertThat(book.find(new Life(B1, SECOND)).orElseThrow().host()).isEqualTo("[::1]");
    }

    @Test
    void doesNotKnowItself() {
        book.apply(
                new PeerAnnounced(
                        new NodeId("a1"), FIRST, new ClusterId("a"), "https://10.0.0.7:1", false));

        assertThat(book.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http://10.0.0.7:4468", "https://10.0.0.7", "https://a b:1"})
    void forgetsWhoCannotBeReached(String endpoint) {
        book.apply(announced(FIRST, "https://10.0.0.7:4468"));
        book.apply(announced(SECOND, endpoint));

        assertThat(book.size()).isZero();
    }

    private static PeerAnnounced announced(IncarnationId life, String endpoint) {
        return new PeerAnnounced(B1, life, new ClusterId("b"), endpoint, false);
    }
}
