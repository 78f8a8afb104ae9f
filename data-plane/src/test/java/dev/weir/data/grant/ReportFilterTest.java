package dev.weir.data.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.events.EnvironmentId;
import dev.weir.events.Epoch;
import dev.weir.events.PoolReport;
import dev.weir.events.PoolState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReportFilterTest {
    private final ReportFilter filter = new ReportFilter();

    @Test
    void repeatsEachDormantPoolEveryTenthTime() {
        var all = IntStream.range(0, 1_000).mapToObj(i -> report("e" + i, 1)).toList();
        assertThat(filter.due(all)).isEqualTo(all);
        var times = new HashMap<EnvironmentId, Integer>();

        for (int round = 0; round < 20; round++) {
            for (var due : filter.due(all)) times.merge(due.environment(), 1, Integer::sum);
        }

        assertThat(times).hasSize(all.size());
        assertThat(times.values()).containsOnly(2);
    }

    @Test
    void saysAtOnceWhatChangedAndAlwaysWhatIsAtWork() {
        var rests = report("rests", 1);
        filter.due(List.of(rests));
        // Between its turns, whenever they are.
        int said = 0;
        for (int round = 0; round < 9; round++) said += filter.due(List.of(rests)).size();
        assertThat(said).isLessThanOrEqualTo(1);

        for (int epoch = 2; epoch < 22; epoch++) {
            var changed = report("rests", epoch);
            var works = with("works", 1, PoolState.ACTIVE);
            assertThat(filter.due(List.of(changed, works))).containsExactly(changed, works);
        }
    }

    private static PoolReport report(String environment, int epoch) {
        return with(environment, epoch, PoolState.DORMANT);
    }

    private static PoolReport with(String environment, int epoch, PoolState state) {
        return new PoolReport(
                new EnvironmentId(environment),
                new Epoch(epoch),
                state,
                1,
                0,
                0,
                0,
                0,
                Duration.ZERO,
                0,
                Duration.ZERO,
                Duration.ZERO);
    }
}
