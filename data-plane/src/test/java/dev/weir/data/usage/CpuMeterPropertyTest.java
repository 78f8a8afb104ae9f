package dev.weir.data.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class CpuMeterPropertyTest {
    private long cpu;

    @Property
    void chargesEveryNanosecondExactlyOnce(
            @ForAll @Size(max = 50) List<@IntRange(min = 0, max = 99) Integer> steps) {
        cpu = 7;
        var meter = new CpuMeter(() -> cpu);
        var accounts =
                List.of(
                        new Account("a", new Counters.InMemory()),
                        new Account("b", new Counters.InMemory()),
                        new Account("c", new Counters.InMemory()));
        var platform = new Account("_platform", new Counters.InMemory());
        for (int step : steps) {
            cpu += step;
            var account = accounts.get(step % 3);
            switch (step % 4) {
                case 0 -> meter.enter(account);
                case 1 -> meter.end(platform);
                case 2 -> meter.run(account, () -> cpu += 3);
                default -> meter.run(account, () -> meter.run(accounts.getFirst(), () -> cpu++));
            }
        }
        meter.end(platform);

        long charged = platform.totals().cpuNanos();
        for (var account : accounts) charged += account.totals().cpuNanos();
        assertThat(charged).isEqualTo(cpu - 7).isEqualTo(meter.chargedNanos());
    }
}
