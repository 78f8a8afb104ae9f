package dev.weir.data.usage.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.events.UsageCheckpoint;
import dev.weir.events.UsageEvent;
import dev.weir.events.UsageRecorded;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, killed with -9 while they count. How often: {@code -Dweir.kills=30}. */
class KilledNodeTest {
    private static final int KILLS = Integer.getInteger("weir.kills", 4);

    @TempDir Path root;

    @Test
    void whatAKilledProcessCountedIsSentByTheNextToTheLastQuery() throws Exception {
        var random = new Random(5);
        for (int kill = 0; kill < KILLS; kill++) {
            var life = "life" + kill;
            long told = countAndKill(life, 1 + random.nextInt(400));
            var counters = MappedCounters.read(root.resolve(life).resolve("counters"));
            long counted =
                    counters.readings().stream()
                            .mapToLong(reading -> reading.totals().queries())
                            .sum();
            long rows = counters.readings().stream().mapToLong(r -> r.totals().rows()).sum();

            var left = left(life);

            assertThat(counted).isGreaterThanOrEqualTo(told);
            var records =
                    left.stream()
                            .filter(UsageRecorded.class::isInstance)
                            .map(UsageRecorded.class::cast)
                            .toList();
            assertThat(records.stream().mapToLong(UsageRecorded::queries).sum()).isEqualTo(counted);
            assertThat(records.stream().mapToLong(UsageRecorded::rows).sum()).isEqualTo(rows);
            comparesTheClocksUpToTheEnd((UsageCheckpoint) left.getLast(), records);
            assertThat(left.stream().map(UsageEvent::sequence).toList())
                    .isEqualTo(
                            java.util.stream.LongStream.rangeClosed(1, left.size())
                                    .boxed()
                                    .toList());
        }
    }

    /** Only the slice under way when the process was killed is in neither. */
    private static void comparesTheClocksUpToTheEnd(
            UsageCheckpoint end, List<UsageRecorded> records) {
        long used = records.stream().mapToLong(UsageRecorded::cpuMillis).sum();
        int environments = 3; // each record cuts off a part of a millisecond
        assertThat(end.environmentsCpuMillis()).isBetween(used, used + environments);
        assertThat(end.attributedCpuMillis()).isBetween(used, end.threadsCpuMillis() + 1);
        assertThat(end.threadsCpuMillis() - end.attributedCpuMillis()).isLessThan(5);
        assertThat(end.threadsCpuMillis()).isPositive();
    }

    private List<UsageEvent> left(String life) throws Exception {
        var left = new ArrayList<UsageEvent>();
        try (var next =
                UsageFolder.open(
                        root,
                        UsageFolderTest.origin(life.replace("life", "next")),
                        Instant.now())) {
            for (var leftover : next.leftovers()) {
                if (leftover.life().endsWith(life)) left.addAll(leftover.records());
                leftover.forget();
            }
            next.forget();
        }
        return left;
    }

    /** Answers the last count that the process told of. */
    private long countAndKill(String life, int lines) throws Exception {
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                CountingChild.class.getName(),
                                root.toString(),
                                life)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        long told = 0;
        try (var out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < lines; i++) told = Long.parseLong(out.readLine());
        } finally {
            process.destroyForcibly().waitFor();
        }
        return told;
    }
}
