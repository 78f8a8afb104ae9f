package dev.weir.data.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MemoryBudgetPropertyTest {
    private static final long LIMIT = 1 << 20;
    private static final int PIECE = 1_000;

    private static RequestMemory requestOf(MemoryBudget budget, MemoryShare share) {
        var request = new RequestMemory(budget);
        request.belongsTo(share);
        return request;
    }

    /** As much as it gets, a piece at a time. */
    private static boolean takes(RequestMemory request) {
        try {
            request.take(PIECE);
            return true;
        } catch (MemoryExhausted _) {
            return false;
        }
    }

    @Property(tries = 200)
    void howeverManyHoldAllTheyGetOneThatHoldsNothingIsServed(
            @ForAll @IntRange(min = 1, max = 20) int greedy) {
        var budget = new MemoryBudget(LIMIT);
        var hogs =
                IntStream.range(0, greedy)
                        .mapToObj(n -> requestOf(budget, new MemoryShare("hog" + n)))
                        .toList();
        boolean more = true;
        while (more) {
            more = false;
            for (var hog : hogs) more |= takes(hog);
        }

        long free = LIMIT - budget.used();
        assertThat(free).isGreaterThanOrEqualTo(LIMIT / (1 + 3L * greedy) - PIECE);
        assertThat(takes(requestOf(budget, new MemoryShare("small")))).isTrue();
    }

    @Test
    void oneAloneHasThreeQuarters() {
        var budget = new MemoryBudget(LIMIT);
        var share = new MemoryShare("alone");
        var request = requestOf(budget, share);
        while (takes(request)) assertThat(share.used()).isLessThanOrEqualTo(budget.shareLimit());

        assertThat(share.used()).isBetween(budget.shareLimit() - PIECE, budget.shareLimit());
        assertThatThrownBy(() -> request.take(PIECE))
                .isInstanceOf(MemoryExhausted.class)
                .hasMessageContaining(budget.shareLimit() + " bytes");
        assertThat(budget.refused()).isEqualTo(2);
    }

    /** The largest holder is refused first, everybody once nothing is given. */
    @Test
    void aHeapWithLittleRoomShedsTheLargestFirst() {
        long[] now = {0};
        var heap = new HeapPressure(() -> now[0]);
        var budget = new MemoryBudget(LIMIT, heap);
        var large = requestOf(budget, new MemoryShare("large"));
        for (int i = 0; i < 400; i++) large.take(PIECE);
        var small = requestOf(budget, new MemoryShare("small"));

        heap.collected(85, 100);
        assertThat(takes(large)).isFalse();
        assertThat(takes(small)).isTrue();

        heap.collected(90, 100);
        assertThat(takes(small)).isFalse();

        now[0] += 5_000_000_001L;
        assertThat(takes(large)).as("a reading counts for a while").isTrue();
    }

    @Property(tries = 500)
    void whatIsTakenIsGivenBack(
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 400_000) Integer> steps) {
        var budget = new MemoryBudget(LIMIT);
        var shares = List.of(new MemoryShare("a"), new MemoryShare("b"), new MemoryShare("c"));
        var requests = new ArrayList<RequestMemory>();
        for (int step : steps) {
            var request = new RequestMemory(budget);
            try {
                request.take(step / 2);
                request.belongsTo(shares.get(step % 3));
                request.take(step / 2);
            } catch (MemoryExhausted _) {
                // A part of it was taken.
            }
            requests.add(request);
            if (step % 5 == 0) requests.remove(step % requests.size()).release();
            assertThat(budget.used()).isLessThanOrEqualTo(LIMIT);
            assertThat(budget.largest(10))
                    .allMatch(share -> share.used() >= 1 << 20)
                    .hasSizeLessThanOrEqualTo(1);
        }
        requests.forEach(RequestMemory::release);
        assertThat(budget.used()).isZero();
        assertThat(shares).allMatch(share -> share.used() == 0);
        assertThat(budget.largest(10)).isEmpty();
    }

    @Test
    void namesWhoHoldsMost() {
        var budget = new MemoryBudget(1L << 30);
        var second = requestOf(budget, new MemoryShare("second"));
        var first = requestOf(budget, new MemoryShare("first"));
        requestOf(budget, new MemoryShare("little")).take(1_000);
        second.take(2 << 20);
        first.take(3 << 20);

        assertThat(budget.largest(10))
                .extracting(MemoryShare::owner)
                .containsExactly("first", "second");
        assertThat(budget.largest(1)).extracting(MemoryShare::owner).containsExactly("first");
        first.release();
        assertThat(budget.largest(10)).extracting(MemoryShare::owner).containsExactly("second");
    }
}
