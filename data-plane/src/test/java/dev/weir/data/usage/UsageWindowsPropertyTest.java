package dev.weir.data.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import dev.weir.events.UsageRecorded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class UsageWindowsPropertyTest {
    @Property
    void recordsAddUpToWhatWasCountedWhateverTheClockDoes(@ForAll long seed) {
        var random = new Random(seed);
        var accounts = new Accounts();
        var now = Instant.parse("2026-11-23T10:50:00Z");
        var windows = new UsageWindows(UsageWindowsTest.ORIGIN, Duration.ofSeconds(10), now);
        var events = new ArrayList<>(windows.begin());
        for (int step = 0; step < 60; step++) {
            for (int i = random.nextInt(3); i > 0; i--) {
                var account = account(accounts, random.nextInt(3));
                account.addCpuNanos(random.nextLong(3_000_000));
                account.addQuery();
                account.addRows(random.nextInt(100));
            }
            now = now.plusMillis(random.nextInt(10) == 0 ? -40_000 : random.nextInt(200_000));
            events.addAll(windows.close(now, accounts.readings(), ClockReading.ZERO));
        }
        events.addAll(windows.finish(now, accounts.readings(), ClockReading.ZERO));
        var records = UsageWindowsTest.recorded(events);

        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).sequence()).isEqualTo(i + 1);
        }
        for (var reading : accounts.readings()) {
            var own =
                    records.stream()
                            .filter(usage -> usage.environment().equals(reading.environment()))
                            .toList();
            var totals = reading.totals();
            assertThat(own.stream().mapToLong(UsageRecorded::cpuMillis).sum())
                    .isEqualTo(totals.cpuNanos() / 1_000_000);
            assertThat(own.stream().mapToLong(UsageRecorded::queries).sum())
                    .isEqualTo(totals.queries());
            assertThat(own.stream().mapToLong(UsageRecorded::rows).sum()).isEqualTo(totals.rows());
            if (!own.isEmpty()) {
                assertThat(own.getLast().cumulativeCpuMillis())
                        .isEqualTo(totals.cpuNanos() / 1_000_000);
            }
        }
    }

    private static Account account(Accounts accounts, int number) {
        return accounts.of(new EnvironmentId("env-" + number), new ProjectId("shop"));
    }
}
