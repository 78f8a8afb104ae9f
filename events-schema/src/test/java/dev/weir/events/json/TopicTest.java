package dev.weir.events.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.events.RegionId;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class TopicTest {
    @Test
    void isNamedByPrefixAndRegion() {
        assertThat(Topic.POOL_EVENTS.in("weir", new RegionId("eu1")))
                .isEqualTo("weir.eu1.pool-events");
        assertThat(Arrays.stream(Topic.values()).map(Topic::topicName))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z]+(-[a-z]+)*"));
    }

    @Test
    void keepsPartitionsThatMustNeverChange() {
        assertThat(Arrays.stream(Topic.values()).map(topic -> topic + " " + topic.partitions()))
                .containsExactly(
                        "ENVIRONMENTS 6",
                        "GRANTS 6",
                        "HEARTBEATS 3",
                        "LEASES 3",
                        "PEERS 3",
                        "POOL_EVENTS 6",
                        "USAGE 6",
                        "BUDGETS 3",
                        "DECISIONS 6",
                        "SCHEMAS 3");
    }

    @Test
    void keepsForEverWhatIsState() {
        assertThat(Arrays.stream(Topic.values()).filter(t -> t.cleanup() == Topic.Cleanup.COMPACT))
                .containsExactly(
                        Topic.ENVIRONMENTS,
                        Topic.GRANTS,
                        Topic.LEASES,
                        Topic.PEERS,
                        Topic.BUDGETS,
                        Topic.SCHEMAS);
    }

    @Test
    void keepsUsageLongerThanAMonthCanStayOpen() {
        assertThat(Topic.USAGE.retention()).isGreaterThanOrEqualTo(Duration.ofDays(35));
    }

    @Test
    void everyTopicCarriesAFactAndEveryFactHasAKey() {
        var used = EnumSet.noneOf(Topic.class);
        for (var type : FactType.values()) {
            var fact = new AnyFact(1).fact(type);
            used.add(Topic.of(fact));
            assertThat(Topic.keyOf(fact)).isNotEmpty();
        }
        assertThat(used).containsExactlyInAnyOrder(Topic.values());
    }
}
