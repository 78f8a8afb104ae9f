package dev.weir.data.usage.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.data.usage.Accounts;
import dev.weir.data.usage.ClockReading;
import dev.weir.data.usage.UsageWindows;
import dev.weir.events.ClusterId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import dev.weir.events.UsageCheckpoint;
import dev.weir.events.UsageRecorded;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageFolderTest {
    static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");
    private static final ProjectId SHOP = new ProjectId("shop");
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId("env-1");

    @TempDir Path root;

    @Test
    void whatNoRecordSaysIsInTheLastOne() throws IOException {
        brokenOff(0);

        var left = left("two2");

        assertThat(left).extracting(UsageRecorded::sequence).containsExactly(1L, 2L);
        assertThat(left).extracting(UsageRecorded::queries).containsExactly(1L, 4L);
        assertThat(left.getLast().windowStart()).isEqualTo(TEN.plusSeconds(10));
        assertThat(left.getLast().windowEnd()).isEqualTo(TEN.plusSeconds(15));
    }

    @Test
    void theLifeEndsWithItsSealAfterWhatTheClocksSaidLast() throws IOException {
        var clocks = new ClockReading(9_000_000, 8_000_000, 7_000_000, 12_000_000);
        try (var folder = UsageFolder.open(root, origin("one1"), TEN)) {
            var accounts = new Accounts(folder.counters());
            var windows = new UsageWindows(origin("one1"), Duration.ofSeconds(10), TEN);
            accounts.of(ENVIRONMENT, SHOP).addQuery();
            var events = new ArrayList<>(windows.begin());
            events.addAll(windows.close(TEN.plusSeconds(10), accounts.readings(), clocks));
            folder.keep(windows.progress(), events, TEN.plusSeconds(10));
        }

        try (var folder = UsageFolder.open(root, origin("two2"), TEN.plusSeconds(60))) {
            assertThat(folder.leftovers().getFirst().records().getLast())
                    .isInstanceOfSatisfying(
                            UsageCheckpoint.class,
                            seal -> {
                                assertThat(seal.boundary()).isEqualTo(UsageCheckpoint.Boundary.END);
                                assertThat(seal.sequence()).isEqualTo(3);
                                assertThat(seal.from()).isEqualTo(TEN);
                                assertThat(seal.threadsCpuMillis()).isEqualTo(9);
                                assertThat(seal.attributedCpuMillis()).isEqualTo(8);
                                assertThat(seal.environmentsCpuMillis()).isEqualTo(7);
                                assertThat(seal.processCpuMillis()).isEqualTo(12);
                            });
        }
    }

    @Test
    void closingALifeAgainGivesTheSameRecords() throws IOException {
        brokenOff(0);

        assertThat(left("two2")).isEqualTo(left("thr3"));
    }

    @Test
    void anEntryThatWasBrokenOffIsInTheCountersStill() throws IOException {
        brokenOff(3);

        var left = left("two2");

        assertThat(left).extracting(UsageRecorded::sequence).containsExactly(2L);
        assertThat(left).extracting(UsageRecorded::queries).containsExactly(5L);
    }

    @Test
    void aLifeIsForgottenOnceTheLogHasIt() throws IOException {
        brokenOff(0);

        try (var next = UsageFolder.open(root, origin("two2"), TEN)) {
            next.leftovers().getFirst().forget();
        }
        try (var last = UsageFolder.open(root, origin("thr3"), TEN)) {
            assertThat(
                            last.leftovers().stream()
                                    .flatMap(left -> left.records().stream())
                                    .filter(event -> event.incarnation().value().equals("one1")))
                    .isEmpty();
        }
    }

    @Test
    void aLifeThatGoesOnIsLeftAlone() throws IOException {
        try (var one = UsageFolder.open(root, origin("one1"), TEN);
                var two = UsageFolder.open(root, origin("two2"), TEN)) {
            assertThat(one.leftovers()).isEmpty();
            assertThat(two.leftovers()).isEmpty();
        }
    }

    @Test
    void twoLivesDoNotShareAFolder() throws IOException {
        try (var _ = UsageFolder.open(root, origin("one1"), TEN)) {
            assertThatExceptionOfType(FileAlreadyExistsException.class)
                    .isThrownBy(() -> UsageFolder.open(root, origin("one1"), TEN));
        }
    }

    /**
     * One query on record, four that only the counters know.
     *
     * @param torn how many bytes the journal's last entry lacks
     */
    private void brokenOff(int torn) throws IOException {
        try (var folder = UsageFolder.open(root, origin("one1"), TEN)) {
            var accounts = new Accounts(folder.counters());
            var windows = new UsageWindows(origin("one1"), Duration.ofSeconds(10), TEN);
            accounts.of(ENVIRONMENT, SHOP).addQuery();
            var records =
                    windows.close(TEN.plusSeconds(10), accounts.readings(), ClockReading.ZERO);
            folder.keep(windows.progress(), records, TEN.plusSeconds(10));
            for (int i = 0; i < 4; i++) accounts.of(ENVIRONMENT, SHOP).addQuery();
            folder.keep(windows.progress(), List.of(), TEN.plusSeconds(15));
        }
        if (torn == 0) return;
        try (var journal =
                java.nio.channels.FileChannel.open(
                        root.resolve("one1/journal"), StandardOpenOption.WRITE)) {
            journal.truncate(Files.size(root.resolve("one1/journal")) - torn);
        }
    }

    private List<UsageRecorded> left(String next) throws IOException {
        try (var folder = UsageFolder.open(root, origin(next), TEN.plusSeconds(60))) {
            return folder.leftovers().stream()
                    .flatMap(left -> left.records().stream())
                    .filter(event -> event.incarnation().value().equals("one1"))
                    .filter(UsageRecorded.class::isInstance)
                    .map(UsageRecorded.class::cast)
                    .toList();
        }
    }

    static UsageWindows.Origin origin(String incarnation) {
        return new UsageWindows.Origin(
                new NodeLife(new NodeId("a1"), new IncarnationId(incarnation)),
                new RegionId("eu1"),
                new ClusterId("a"));
    }
}
