package dev.weir.data.usage.publish;

import dev.weir.data.usage.Accounts;
import dev.weir.data.usage.CpuMeter;
import dev.weir.data.usage.ProcessClocks;
import dev.weir.data.usage.UsageWindows;
import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** A process that counts and cuts windows until it is killed. */
final class CountingChild {
    private CountingChild() {}

    public static void main(String[] arguments) throws Exception {
        var origin = UsageFolderTest.origin(arguments[1]);
        var start = Instant.now();
        var folder = UsageFolder.open(Path.of(arguments[0]), origin, start);
        var accounts = new Accounts(folder.counters());
        var clocks = ProcessClocks.of(accounts, folder.clocks());
        var meter = CpuMeter.current();
        var windows = new UsageWindows(origin, Duration.ofMillis(1), start);
        var project = new ProjectId("shop");
        for (long i = 1; ; i++) {
            var account = accounts.of(new EnvironmentId("env-" + i % 3), project);
            long rows = i;
            meter.run(
                    account,
                    () -> {
                        account.addQuery();
                        account.addRows(rows);
                    });
            if (i % 50 == 0) {
                var readings = accounts.readings();
                var records = windows.close(Instant.now(), readings, clocks.read(readings));
                folder.keep(windows.progress(), records, Instant.now());
                System.out.println(i);
            }
        }
    }
}
