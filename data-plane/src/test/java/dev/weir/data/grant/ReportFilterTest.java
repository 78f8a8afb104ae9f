package dev.weir.data.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.events.EnvironmentId;
import dev.weir.events.Epoch;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReportFilterTest {
    private static final Epoch FIRST = new Epoch(1);
    private static final EnvironmentId SHOP = new EnvironmentId("shop");

    private final ReportFilter filter = new ReportFilter();

    @Test
    void repeatsEachDormantPoolEveryTenthTime() {
        var all = IntStream.range(0, 1_000).mapToObj(i -> new EnvironmentId("e" + i)).toList();
        assertThat(due(all)).isEqualTo(all);
        var times = new HashMap<EnvironmentId, Integer>();

        for (int round = 0; round < 20; round++) {
            for (var due : due(all)) times.merge(due, 1, Integer::sum);
        }

        assertThat(times).hasSize(all.size());
        assertThat(times.values()).containsOnly(2);
    }

    private List<EnvironmentId> due(List<EnvironmentId> all) {
        filter.nextRound();
        return all.stream().filter(each -> filter.isDue(each, FIRST, 1, true)).toList();
    }

    @Test
    void saysAtOnceWhatChangedAndOnceThatItRestsAgain() {
        int epoch = 0;
        for (int round = 0; round < 10; round++) {
            filter.nextRound();
            assertThat(filter.isDue(SHOP, new Epoch(++epoch), 1, true)).as("epoch").isTrue();
            assertThat(filter.isDue(SHOP, new Epoch(epoch), 2, true)).as("held").isTrue();
            assertThat(filter.isDue(SHOP, new Epoch(epoch), 2, false)).as("works").isTrue();
            assertThat(filter.isDue(SHOP, new Epoch(epoch), 2, false)).as("still").isTrue();
            assertThat(filter.isDue(SHOP, new Epoch(epoch), 2, true)).as("rests").isTrue();
        }
    }
}
