package dev.weir.data.usage.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.data.usage.Accounts;
import dev.weir.data.usage.NoRoomToCount;
import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedCountersTest {
    private static final ProjectId ACME = new ProjectId("acme");

    @TempDir Path folder;

    @Test
    void refusesOneMoreEnvironmentThanThereIsRoomForAndCountsOnForTheOthers() throws IOException {
        var file = folder.resolve("counters");
        var accounts =
                new Accounts(
                        MappedCounters.create(
                                file,
                                Instant.EPOCH,
                                MappedClocks.create(file.resolveSibling("clocks"))));
        for (int i = 0; i < MappedCounters.MAX_SLOTS; i++) accounts.of(environment(i), ACME);

        var tooMany = environment(MappedCounters.MAX_SLOTS);
        assertThatExceptionOfType(NoRoomToCount.class)
                .isThrownBy(() -> accounts.of(tooMany, ACME))
                .satisfies(
                        refused -> assertThat(refused.most()).isEqualTo(MappedCounters.MAX_SLOTS));

        var last = environment(MappedCounters.MAX_SLOTS - 1);
        accounts.of(last, ACME).addQuery();
        accounts.of(last, new ProjectId("moved")).addQuery();
        var left = MappedCounters.read(file).readings();
        assertThat(left).hasSize(MappedCounters.MAX_SLOTS);
        assertThat(left.getLast().project()).isEqualTo(new ProjectId("moved"));
        assertThat(left.getLast().totals().queries()).isEqualTo(2);
    }

    private static EnvironmentId environment(int number) {
        return new EnvironmentId("env-" + number);
    }
}
