package dev.weir.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.data.memory.HeapPressure;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeapWatchTest {
    @Test
    void reportsWhatAFullCollectionLeaves() {
        var pressure = new HeapPressure(System::nanoTime);
        var watch = new HeapWatch(pressure);
        watch.start();
        try {
            System.gc();

            await().until(() -> pressure.live() > 0);
            assertThat(pressure.live()).isLessThan(Runtime.getRuntime().maxMemory());
        } finally {
            watch.stop(Duration.ofSeconds(1));
        }
    }
}
