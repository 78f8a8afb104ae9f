package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessMemoryTest {
    @Test
    void countsObjectsAndNoGapsBetweenThem() {
        var histogram =
                """
                19087:
                 num     #instances         #bytes  class name (module)
                -------------------------------------------------------
                   1:        457086       51087360  [B (java.base@25.0.3)
                   2:           279        6929656  [Ljdk.internal.vm.FillerElement; (java.base@25.0.3)
                   3:             1             16  jdk.internal.vm.FillerObject (java.base@25.0.3)
                  10:        200148        3202368  dev.weir.events.EnvironmentId
                Total        657514       61219400
                """;

        assertThat(ProcessMemory.liveKilobytes(histogram))
                .isEqualTo((51_087_360 + 3_202_368) / 1_024);
    }
}
