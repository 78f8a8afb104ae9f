package dev.weir.data.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.events.ClusterId;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.PeerAnnounced;
import java.util.HashMap;
import java.util.List;
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

        assertThat(book.find(new NodeLife(B1, FIRST))).isEmpty();
        assertThat(book.isOver(new NodeLife(B1, FIRST))).isTrue();
        assertThat(book.isOver(new NodeLife(B1, SECOND))).isFalse();
        assertThat(book.find(new NodeLife(B1, SECOND)).orElseThrow().host()).isEqualTo("[::1]");
    }

    @Test
    void doesNotKnowItself() {
        book.apply(
                new PeerAnnounced(
                        new NodeLife(new NodeId("a1"), FIRST),
                        new ClusterId("a"),
                        "https://10.0.0.7:1",
                        false));

        assertThat(book.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http://10.0.0.7:4468", "https://10.0.0.7", "https://a b:1"})
    void forgetsWhoCannotBeReached(String endpoint) {
        book.apply(announced(FIRST, "https://10.0.0.7:4468"));
        book.apply(announced(SECOND, endpoint));

        assertThat(book.size()).isZero();
    }

    @Test
    void tellsTheOwnClusterFirstAndNobodyWhoLeaves() {
        for (int i = 2; i < 9; i++) book.apply(announced("a" + i, "a", i == 5));
        for (int i = 1; i < 9; i++) book.apply(announced("b" + i, "b", i == 5));

        assertThat(nearest(book))
                .hasSize(13)
                .doesNotContain("a5", "b5")
                .satisfies(all -> assertThat(all.subList(0, 6)).allMatch(n -> n.startsWith("a")));
    }

    @Test
    void tellsEachNodeAnotherOrder() {
        var wanted = new HashMap<String, Integer>();
        for (int node = 0; node < 200; node++) {
            var mine = new PeerBook(new NodeId("c" + node));
            for (int i = 0; i < 200; i++) mine.apply(announced("b" + i, "b", false));
            for (var each : nearest(mine).subList(0, 8)) wanted.merge(each, 1, Integer::sum);
        }

        assertThat(wanted.values()).as("of 8 each, if all were wanted alike").allMatch(n -> n < 80);
    }

    private static List<String> nearest(PeerBook book) {
        return book.nearest(new ClusterId("a")).stream()
                .map(peer -> peer.life().node().value())
                .toList();
    }

    private static PeerAnnounced announced(String node, String cluster, boolean leaving) {
        return new PeerAnnounced(
                new NodeLife(new NodeId(node), FIRST),
                new ClusterId(cluster),
                "https://10.0.0.7:1",
                leaving);
    }

    private static PeerAnnounced announced(IncarnationId life, String endpoint) {
        return new PeerAnnounced(new NodeLife(B1, life), new ClusterId("b"), endpoint, false);
    }
}
