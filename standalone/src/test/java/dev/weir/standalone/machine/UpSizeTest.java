package dev.weir.standalone.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UpSizeTest {
    @Test
    void nodesOfAClusterFollowEachOther() {
        var size = new UpSize(2, 3, 1);

        assertThat(IntStream.range(0, size.nodes()).mapToObj(size::node))
                .isEqualTo(List.of("a1", "a2", "a3", "b1", "b2", "b3"));
        assertThat(size.cluster(5)).isEqualTo("b");
    }

    @Test
    void refusesWhatIsTooLittleOrTooMuchByItsOption() {
        assertThatThrownBy(() -> new UpSize(0, 1, 1))
                .isInstanceOf(UpFailure.class)
                .hasMessageContaining("--clusters");
        assertThatThrownBy(() -> new UpSize(1, 9, 1)).hasMessageContaining("--nodes");
        assertThatThrownBy(() -> new UpSize(1, 1, 9)).hasMessageContaining("--control-planes");
        assertThatThrownBy(() -> new UpSize(8, 8, 1)).hasMessageContaining("32 nodes");
    }
}
