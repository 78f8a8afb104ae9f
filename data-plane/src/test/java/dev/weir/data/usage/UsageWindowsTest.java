package dev.weir.data.usage;

import static dev.weir.events.UsageCheckpoint.Boundary.END;
import static dev.weir.events.UsageCheckpoint.Boundary.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.events.ClusterId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import dev.weir.events.UsageCheckpoint;
import dev.weir.events.UsageEvent;
import dev.weir.events.UsageRecorded;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsageWindowsTest {
    static final UsageWindows.Origin ORIGIN =
            new UsageWindows.Origin(
                    new NodeLife(new NodeId("a1"), new IncarnationId("k3v9")),
                    new RegionId("eu1"),
                    new ClusterId("a"));
    private static final Instant START = Instant.parse("2026-11-23T10:59:45Z");
    private static final Instant ELEVEN = Instant.parse("2026-11-23T11:00:00Z");

    private final Accounts accounts = new Accounts();
    private final Account shop = accounts.of(new EnvironmentId("env-1"), new ProjectId("shop"));
    private final UsageWindows windows = new UsageWindows(ORIGIN, Duration.ofSeconds(10), START);

    @Test
    void recordsWhatWasUsedSinceTheWindowBefore() {
        shop.addCpuNanos(5_000_000);
        shop.addQuery();
        shop.addRows(3);
        shop.addBytesOut(70);
        shop.addDatabaseBusyNanos(9_000_000);
        var first = close(windows.due(), accounts.readings());
        shop.addCpuNanos(2_000_000);
        var second = close(windows.due(), accounts.readings());

        assertThat(first)
                .singleElement()
                .satisfies(usage -> {
                    assertThat(usage.sequence()).isEqualTo(1);
                    assertThat(usage.windowStart()).isEqualTo(START);
                    assertThat(usage.windowEnd()).isEqualTo(START.plusSeconds(10));
                    assertThat(usage.cpuMillis()).isEqualTo(5);
                    assertThat(usage.queries()).isEqualTo(1);
                    assertThat(usage.rows()).isEqualTo(3);
                    assertThat(usage.bytesOut()).isEqualTo(70);
                    assertThat(usage.databaseBusy()).isEqualTo(Duration.ofMillis(9));
                    assertThat(usage.project()).isEqualTo(new ProjectId("shop"));
                });
        assertThat(second)
                .singleElement()
                .satisfies(usage -> {
                    assertThat(usage.sequence()).isEqualTo(2);
                    assertThat(usage.cpuMillis()).isEqualTo(2);
                    assertThat(usage.cumulativeCpuMillis()).isEqualTo(7);
                    assertThat(usage.queries()).isZero();
                });
    }

    @Test
    void anIdleEnvironmentHasNoRecord() {
        shop.addCpuNanos(5_000_000);
        close(windows.due(), accounts.readings());

        assertThat(close(windows.due(), accounts.readings())).isEmpty();
    }

    @Test
    void aWindowEndsWithTheHour() {
        close(windows.due(), accounts.readings());

        assertThat(windows.due()).isEqualTo(ELEVEN);
        shop.addCpuNanos(5_000_000);
        assertThat(close(ELEVEN.plusMillis(300), accounts.readings()))
                .singleElement()
                .satisfies(usage -> assertThat(usage.windowEnd()).isEqualTo(ELEVEN));
        assertThat(windows.due()).isEqualTo(ELEVEN.plusSeconds(10));
    }

    @Test
    void afterALongStallTheNextWindowIsInThePresentHour() {
        close(ELEVEN.plusSeconds(7_300), accounts.readings());

        assertThat(windows.hourEnd()).isEqualTo(ELEVEN.plusSeconds(10_800));
    }

    @Test
    void nothingIsLostWhenTheWallClockIsSetBack() {
        shop.addCpuNanos(5_000_000);
        assertThat(close(START.minusSeconds(3_600), accounts.readings())).isEmpty();

        assertThat(close(START.minusSeconds(3_590), accounts.readings()))
                .singleElement()
                .satisfies(usage -> assertThat(usage.cpuMillis()).isEqualTo(5));
    }

    @Test
    void theLastWindowIsRecordedWhateverTheClockSays() {
        shop.addCpuNanos(5_000_000);

        assertThat(windows.finish(START.minusSeconds(60), accounts.readings(), ClockReading.ZERO))
                .satisfiesExactly(
                        usage -> assertThat(usage).isInstanceOf(UsageRecorded.class),
                        seal -> assertThat(((UsageCheckpoint) seal).boundary()).isEqualTo(END));
    }

    @Test
    void thePlatformsShareIsRecordedForNobody() {
        accounts.platform().addCpuNanos(5_000_000);

        assertThat(close(windows.due(), accounts.readings())).isEmpty();
    }

    @Test
    void anEnvironmentThatChangesItsProjectKeepsItsSum() {
        shop.addCpuNanos(5_000_000);
        assertThat(accounts.of(new EnvironmentId("env-1"), new ProjectId("other"))).isSameAs(shop);

        assertThat(close(windows.due(), accounts.readings()))
                .singleElement()
                .satisfies(usage -> assertThat(usage.project()).isEqualTo(new ProjectId("other")));
    }

    @Test
    void sealsItsBeginningTheHoursAndItsEnd() {
        var start = windows.begin();
        assertThat(windows.begin()).isEmpty();
        shop.addCpuNanos(5_000_000);
        var hour =
                windows.close(
                        ELEVEN.plusMillis(20),
                        accounts.readings(),
                        new ClockReading(7_000_000, 6_000_000, 5_000_000, 9_000_000));
        var end =
                windows.finish(
                        ELEVEN.plusSeconds(5),
                        accounts.readings(),
                        new ClockReading(17_500_000, 16_000_000, 5_000_000, 19_000_000));

        assertThat(start)
                .singleElement()
                .isEqualTo(seal(1, START, START, UsageCheckpoint.Boundary.START, 0, 0, 0, 0));
        assertThat(hour).hasSize(2);
        assertThat(hour.getLast()).isEqualTo(seal(3, START, ELEVEN, HOUR, 7, 6, 5, 9));
        assertThat(end).containsExactly(seal(4, ELEVEN, ELEVEN.plusSeconds(5), END, 10, 10, 0, 10));
    }

    @Test
    void whatIsCompleteIsKnownWithTheWindowsLastRecord() {
        shop.addQuery();
        accounts.of(new EnvironmentId("env-2"), new ProjectId("shop")).addQuery();

        assertThat(close(windows.due(), accounts.readings()))
                .extracting(UsageRecorded::completeThrough)
                .containsExactly(START, START.plusSeconds(10));
    }

    @Test
    void aRecordTellsAllSumsSinceTheBeginning() {
        shop.addQuery();
        shop.addRows(3);
        close(windows.due(), accounts.readings());
        shop.addQuery();
        shop.addBytesOut(70);
        shop.addDatabaseBusyNanos(9_000_000);

        assertThat(close(windows.due(), accounts.readings()))
                .extracting(UsageRecorded::sums)
                .containsExactly(new UsageRecorded.Sums(2, 3, 70, Duration.ofMillis(9)));
    }

    private List<UsageRecorded> close(Instant now, List<Accounts.Reading> readings) {
        return recorded(windows.close(now, readings, ClockReading.ZERO));
    }

    static List<UsageRecorded> recorded(List<UsageEvent> events) {
        return events.stream()
                .filter(UsageRecorded.class::isInstance)
                .map(UsageRecorded.class::cast)
                .toList();
    }

    private static UsageCheckpoint seal(
            long sequence,
            Instant from,
            Instant until,
            UsageCheckpoint.Boundary boundary,
            long threads,
            long attributed,
            long environments,
            long process) {
        return new UsageCheckpoint(
                ORIGIN.life(),
                sequence,
                ORIGIN.region(),
                ORIGIN.cluster(),
                boundary,
                from,
                until,
                threads,
                attributed,
                environments,
                process);
    }
}
