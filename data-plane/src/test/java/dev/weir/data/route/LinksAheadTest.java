package dev.weir.data.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.events.ClusterId;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LinksAheadTest {
    private final List<Peer> nearest =
            IntStream.range(0, 300).mapToObj(LinksAheadTest::peer).toList();
    private final Set<Peer> open = new HashSet<>();
    private final Set<Peer> unreachable = new HashSet<>();

    @Test
    void opensToTheNearestFewHoweverManyThereAre() {
        assertThat(opened()).containsExactlyElementsOf(nearest.subList(0, LinksAhead.MOST));
    }

    @Test
    void goesPastThoseWhomNobodyReaches() {
        unreachable.addAll(nearest.subList(2, 250));

        assertThat(opened())
                .hasSize(LinksAhead.MOST)
                .startsWith(nearest.get(0), nearest.get(1), nearest.get(250));
    }

    @Test
    void opensToANearerOneThatCameLater() {
        open.addAll(nearest.subList(1, LinksAhead.MOST + 1));

        assertThat(opened()).containsExactly(nearest.getFirst());
    }

    /** What is opened until nothing more is to be. */
    private List<Peer> opened() {
        var opened = new ArrayList<Peer>();
        while (true) {
            var next =
                    LinksAhead.next(nearest, open::contains, peer -> !unreachable.contains(peer));
            if (next.isEmpty()) return opened;
            opened.add(next.get());
            open.add(next.get());
        }
    }

    private static Peer peer(int number) {
        var life = new NodeLife(new NodeId("b" + number), new IncarnationId("life1"));
        return new Peer(life, new ClusterId("b"), "127.0.0.1", 1, false);
    }
}
