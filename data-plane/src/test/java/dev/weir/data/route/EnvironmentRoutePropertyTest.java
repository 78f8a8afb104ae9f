package dev.weir.data.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.events.ClusterId;
import dev.weir.events.Epoch;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class EnvironmentRoutePropertyTest {
    private static final NodeLife SELF = new NodeLife(new NodeId("n0"), new IncarnationId("life0"));
    private static final ClusterId CLUSTER = new ClusterId("a");
    private static final RouterSettings SETTINGS = RouterSettings.DEFAULTS;

    /** Routes and requests are further apart than a candidate is new. */
    private static final long APART = SETTINGS.slowStart().toNanos() + 1;

    @Property(tries = 300)
    void choosesAsARouterThatHeardEveryRoute(
            @ForAll long seed,
            @ForAll @IntRange(max = 6) int routesBefore,
            @ForAll @IntRange(max = 3) int routesAfter) {
        var random = new Random(seed);
        var eager = new Router(SELF, CLUSTER, SETTINGS, 0);
        var route = new EnvironmentRoute();
        long now = 0;
        int epoch = 0;
        for (int i = 0; i < routesBefore; i++) {
            now += APART;
            hear(route, eager, now, ++epoch, candidates(random));
            if (random.nextBoolean()) route.heard(now, new Epoch(epoch), candidates(random));
        }
        now += APART;
        var lazy = route.router(SELF, CLUSTER, SETTINGS, now);
        for (int i = 0; i <= routesAfter; i++) {
            assertThat(lazy.isHere()).isEqualTo(eager.isHere());
            assertThat(lazy.isAlone()).isEqualTo(eager.isAlone());
            for (int request = 0; request < 20; request++) {
                long draw = random.nextLong();
                var unreachable = "n" + random.nextInt(5);
                assertThat(lazy.choose(now, draw, life -> is(life, unreachable)))
                        .isEqualTo(eager.choose(now, draw, life -> is(life, unreachable)));
                now += random.nextInt(1_000_000);
            }
            now += APART;
            hear(route, eager, now, ++epoch, candidates(random));
            assertThat(route.router(SELF, CLUSTER, SETTINGS, now)).isSameAs(lazy);
        }
    }

    /** Who is not in the newest route any more stands in the order in which it left it. */
    @Example
    void choosesTheSameOfThoseThatLeft() {
        choosesAsARouterThatHeardEveryRoute(6455, 5, 1);
    }

    private static boolean is(NodeLife life, String unreachable) {
        return !life.node().value().equals(unreachable);
    }

    private static void hear(
            EnvironmentRoute route, Router eager, long now, int epoch, List<Candidate> candidates) {
        route.heard(now, new Epoch(epoch), candidates);
        eager.route(now, candidates);
    }

    private static List<Candidate> candidates(Random random) {
        var all = new ArrayList<Candidate>();
        for (int i = 0; i < 4; i++) {
            if (random.nextBoolean()) continue;
            all.add(
                    new Candidate(
                            new NodeLife(
                                    new NodeId("n" + i),
                                    new IncarnationId("life" + (i == 0 ? 0 : random.nextInt(2)))),
                            new ClusterId(i < 2 ? "a" : "b"),
                            1 + random.nextInt(3)));
        }
        return List.copyOf(all);
    }
}
