package dev.weir.data.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.events.ClusterId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.ProjectId;
import dev.weir.events.RegionId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class UsageWindowsTest {
    static final UsageWindows.Origin ORIGIN =
            new UsageWindows.Origin(
                    new NodeId("a1"),
                    new IncarnationId("k3v9"),
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
        var first = windows.close(windows.due(), accounts.readings());
        shop.addCpuNanos(2_000_000);
        var second = windows.close(windows.due(), accounts.readings());

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
        windows.close(windows.due(), accounts.readings());

        assertThat(windows.close(windows.due(), accounts.readings())).isEmpty();
    }

    @Test
    void aWindowEndsWithTheHour() {
        windows.close(windows.due(), accounts.readings());

        assertThat(windows.due()).isEqualTo(ELEVEN);
        shop.addCpuNanos(5_000_000);
        assertThat(windows.close(ELEVEN.plusMillis(300), accounts.readings()))
                .singleElement()
                .satisfies(usage -> assertThat(usage.windowEnd()).isEqualTo(ELEVEN));
        assertThat(windows.due()).isEqualTo(ELEVEN.plusSeconds(10));
    }

    @Test
    void afterALongStallTheNextWindowIsInThePresentHour() {
        windows.close(ELEVEN.plusSeconds(7_300), accounts.readings());

        assertThat(windows.hourEnd()).isEqualTo(ELEVEN.plusSeconds(10_800));
    }

    @Test
    void nothingIsLostWhenTheWallClockIsSetBack() {
        shop.addCpuNanos(5_000_000);
        assertThat(windows.close(START.minusSeconds(3_600), accounts.readings())).isEmpty();

        assertThat(windows.close(START.minusSeconds(3_590), accounts.readings()))
                .singleElement()
                .satisfies(usage -> assertThat(usage.cpuMillis()).isEqualTo(5));
    }

    @Test
    void theLastWindowIsRecordedWhateverTheClockSays() {
        shop.addCpuNanos(5_000_000);

        assertThat(windows.finish(START.minusSeconds(60), accounts.readings())).hasSize(1);
    }

    @Test
    void thePlatformsShareIsRecordedForNobody() {
        accounts.platform().addCpuNanos(5_000_000);

        assertThat(windows.close(windows.due(), accounts.readings())).isEmpty();
    }

    @Test
    void anEnvironmentThatChangesItsProjectKeepsItsSum() {
        shop.addCpuNanos(5_000_000);
        assertThat(accounts.of(new EnvironmentId("env-1"), new ProjectId("other"))).isSameAs(shop);

        assertThat(windows.close(windows.due(), accounts.readings()))
                .singleElement()
                .satisfies(usage -> assertThat(usage.project()).isEqualTo(new ProjectId("other")));
    }
}
