package dev.weir.data.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BenchClockTest {
    private final AtomicLong time = new AtomicLong(10);
    private final BenchClock clock = new BenchClock(time::get);

    @Test
    void aMeterChargesNothingWhileTheClockIsLeftUnread() {
        var meter = new CpuMeter(clock);
        var account = new Accounts().platform();

        clock.unread(true);
        time.set(20);
        meter.run(account, () -> {});
        assertThat(meter.chargedNanos()).isZero();

        clock.unread(false);
        time.set(25);
        meter.run(account, () -> {});
        assertThat(meter.chargedNanos()).isEqualTo(15);
    }
}
