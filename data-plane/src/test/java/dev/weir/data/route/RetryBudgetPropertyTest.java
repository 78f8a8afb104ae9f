package dev.weir.data.route;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RetryBudgetPropertyTest {
    @Property
    void retriesAreAFifthOfRequestsAndAFewFreeOnes(
            @ForAll @IntRange(max = 5_000) int requests,
            @ForAll @IntRange(min = 1, max = 5) int wantedEach,
            @ForAll @IntRange(max = 100) int millisBetween) {
        var budget = new RetryBudget(0);
        long now = 0;
        int retries = 0;
        for (int i = 0; i < requests; i++) {
            now += millisBetween * 1_000_000L;
            budget.earn();
            for (int n = 0; n < wantedEach; n++) if (budget.take(now)) retries++;
        }

        double seconds = now / 1e9;
        assertThat((double) retries)
                .isLessThanOrEqualTo(requests * RetryBudget.SHARE + RetryBudget.FREE + seconds + 1);
    }
}
