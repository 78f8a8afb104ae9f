package dev.weir.data.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.events.ClusterId;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Anything may happen to a router in any order. */
class RouterPropertyTest {
    private static final NodeLife SELF = new NodeLife(new NodeId("n0"), new IncarnationId("life0"));

    @Property(tries = 300)
    void countsRightChoosesOnlyWhomItMayAndNeverTwice(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int steps) {
        var random = new Random(seed);
        var router = new Router(SELF, new ClusterId("a"), RouterSettings.DEFAULTS, 0);
        var underWay = new ArrayList<Ticket>();
        var inflight = new HashMap<NodeLife, Integer>();
        var everRouted = new HashSet<NodeLife>();
        Set<NodeLife> routed = new HashSet<>();
        long now = 0;
        for (int i = 0; i < steps; i++) {
            now += random.nextLong(2_000_000_000L);
            switch (random.nextInt(5)) {
                case 0 -> {
                    var route = route(random);
                    router.route(now, route);
                    routed = new HashSet<>(route.stream().map(Candidate::life).toList());
                    everRouted.addAll(routed);
                }
                case 1, 2 -> {
                    var reachable = reachable(random, everRouted);
                    var tried = new HashSet<NodeLife>();
                    var choice = router.choose(now, random.nextLong(), reachable::contains);
                    while (!(choice instanceof Choice.Nowhere)) {
                        var ticket = ticket(choice);
                        var life = ticket.life();
                        assertThat(tried.add(life)).as("nobody gets a request twice").isTrue();
                        assertThat(tried).hasSizeLessThanOrEqualTo(Router.MAX_ATTEMPTS);
                        assertThat(everRouted).contains(life);
                        if (!life.equals(SELF)) assertThat(reachable).contains(life);
                        if (random.nextBoolean()) {
                            underWay.add(ticket);
                            inflight.merge(life, 1, Integer::sum);
                            break;
                        }
                        router.ended(now, ticket, new Ending.NotStarted(), random.nextLong());
                        choice = router.again(now, random.nextLong(), reachable::contains, tried);
                    }
                    if (tried.isEmpty()) {
                        assertThat(routed)
                                .as("who may serve and can be reached is chosen")
                                .doesNotContain(SELF)
                                .noneMatch(reachable::contains);
                    }
                }
                case 3 -> {
                    var reachable = reachable(random, everRouted);
                    var tried = new HashSet<>(everRouted);
                    tried.removeIf(_ -> random.nextBoolean());
                    var choice = router.resume(now, random.nextLong(), reachable::contains, tried);
                    boolean fresh =
                            routed.stream()
                                    .filter(life -> !tried.contains(life))
                                    .anyMatch(
                                            life -> life.equals(SELF) || reachable.contains(life));
                    if (choice instanceof Choice.Nowhere) {
                        assertThat(fresh).as("who was never asked is").isFalse();
                        continue;
                    }
                    var ticket = ticket(choice);
                    if (fresh) assertThat(tried).doesNotContain(ticket.life());
                    if (!ticket.life().equals(SELF)) {
                        assertThat(reachable).contains(ticket.life());
                    }
                    underWay.add(ticket);
                    inflight.merge(ticket.life(), 1, Integer::sum);
                }
                default -> {
                    if (underWay.isEmpty()) continue;
                    var ticket = underWay.remove(random.nextInt(underWay.size()));
                    inflight.merge(ticket.life(), -1, Integer::sum);
                    router.ended(now, ticket, ending(random), random.nextLong());
                }
            }
            assertThat(router.load()).isEqualTo(inflight.getOrDefault(SELF, 0));
        }
    }

    private static List<Candidate> route(Random random) {
        Map<Integer, Candidate> route = new HashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            int node = random.nextInt(5);
            var life = node == 0 ? "life0" : "life" + random.nextInt(2);
            route.put(
                    node,
                    new Candidate(
                            new NodeLife(new NodeId("n" + node), new IncarnationId(life)),
                            new ClusterId(node % 2 == 0 ? "a" : "b"),
                            1 + random.nextInt(20)));
        }
        return List.copyOf(route.values());
    }

    private static Set<NodeLife> reachable(Random random, Set<NodeLife> among) {
        var reachable = new HashSet<>(among);
        reachable.removeIf(_ -> random.nextInt(4) == 0);
        reachable.remove(SELF);
        return reachable;
    }

    private static Ticket ticket(Choice choice) {
        return switch (choice) {
            case Choice.Here(var ticket) -> ticket;
            case Choice.There(var _, var ticket) -> ticket;
            case Choice.Nowhere() -> throw new AssertionError("nowhere");
        };
    }

    private static Ending ending(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> new Ending.Answered(random.nextInt(50) - 1);
            case 1 -> new Ending.NotStarted();
            case 2 -> new Ending.Failed();
            default -> new Ending.Abandoned();
        };
    }
}
