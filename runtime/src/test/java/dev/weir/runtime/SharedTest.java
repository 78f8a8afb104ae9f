package dev.weir.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SharedTest {
    private final Shared<List<String>> shared = new Shared<>(2);

    @Test
    void givesEqualValuesAsOneObject() {
        var first = List.of("a");

        assertThat(shared.of(first)).isSameAs(first);
        assertThat(shared.of(List.of("a"))).isSameAs(first);
        assertThat(shared.of(List.of("b"))).isEqualTo(List.of("b"));
    }

    @Test
    void remembersSoManyAtMostAndThenTheNewest() {
        var first = shared.of(List.of("a"));
        var _ = shared.of(List.of("b"));
        var third = shared.of(List.of("c"));

        assertThat(shared.of(List.of("c"))).isSameAs(third);
        assertThat(shared.of(List.of("a"))).isEqualTo(first).isNotSameAs(first);
    }
}
