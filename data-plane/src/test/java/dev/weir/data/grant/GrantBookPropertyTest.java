package dev.weir.data.grant;

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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class GrantBookPropertyTest {
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId("e1");
    private static final NodeLife LIFE = new NodeLife(new NodeId("a1"), new IncarnationId("life1"));

    @Property
    void theNewestEpochHoldsWhateverTheOrderAndHoweverOften(@ForAll("facts") List<Granted> facts) {
        var book = new GrantBook(LIFE);

        for (var fact : facts) book.apply(fact);
        for (var fact : facts) assertThat(book.apply(fact)).isEmpty();

        var newest = facts.stream().max(Comparator.comparing(Granted::epoch)).orElseThrow();
        var first =
                facts.stream()
                        .filter(fact -> fact.epoch().equals(newest.epoch()))
                        .findFirst()
                        .orElseThrow();
        int size =
                first.grants().stream()
                        .filter(grant -> grant.life().equals(LIFE))
                        .mapToInt(Grant::size)
                        .sum();
        assertThat(book.find(ENVIRONMENT).orElseThrow().epoch()).isEqualTo(newest.epoch());
        assertThat(book.find(ENVIRONMENT).orElseThrow().size()).isEqualTo(size);
    }

    @Property
    void epochsOnlyRise(@ForAll("facts") List<Granted> facts) {
        var book = new GrantBook(LIFE);
        var last = Epoch.NONE;
        for (var fact : facts) {
            var applied = book.apply(fact);
            if (applied.isPresent()) {
                assertThat(applied.get().epoch().isAfter(last)).isTrue();
                last = applied.get().epoch();
            }
        }
    }

    @Property
    void keepsWhatEnvironmentsHaveInCommonOnce(@ForAll("facts") List<Granted> facts) {
        var book = new GrantBook(LIFE);
        var endpoints = new HashMap<List<String>, List<String>>();
        int number = 0;
        for (var fact : facts) {
            var id = new EnvironmentId("e" + number++);
            book.apply(new Granted(id, fact.database(), fact.epoch(), fact.grants(), List.of()));
            var elsewhere = book.find(id).orElseThrow().elsewhere();
            var first = endpoints.putIfAbsent(elsewhere, elsewhere);
            if (first != null) assertThat(elsewhere).isSameAs(first);
        }
    }

    @Provide
    Arbitrary<List<Granted>> facts() {
        var grants =
                Combinators.combine(
                                Arbitraries.of("a1", "b1"),
                                Arbitraries.of("life0", "life1"),
                                Arbitraries.integers().between(0, 9),
                                Arbitraries.of(PoolMode.class))
                        .as((node, life, size, mode) ->
                                new Grant(
                                        new NodeLife(new NodeId(node), new IncarnationId(life)),
                                        new ClusterId("a"),
                                        "http://" + node,
                                        size,
                                        mode));
        var sets =
                grants.list()
                        .uniqueElements(grant -> grant.node() + "/" + grant.incarnation())
                        .ofMaxSize(3);
        return Combinators.combine(Arbitraries.longs().between(1, 8), sets)
                .as((epoch, set) ->
                        new Granted(ENVIRONMENT, new DatabaseId("d1"), new Epoch(epoch), set))
                .list()
                .ofMinSize(1)
                .ofMaxSize(12);
    }
}
