package dev.weir.data.pool;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.data.database.DatabaseFault;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class BreakerPropertyTest {
    private final DatabaseFault down =
            new DatabaseFault(DatabaseFault.Kind.UNREACHABLE, "", "down", Map.of());

    /** However often it fails, and whenever the clock began. */
    @Property
    void pausesBetweenHalfOfWhatHasDoubledAndTheWhole(
            @ForAll long start,
            @ForAll @LongRange(min = 1, max = 1L << 40) long first,
            @ForAll @LongRange(min = 1, max = Long.MAX_VALUE / 4) long most,
            @ForAll @IntRange(min = 1, max = 100) int failures,
            @ForAll long seed) {
        var settings = settings(Math.min(first, most), most);
        var random = new Random(seed);
        Breaker breaker = Breaker.closed();
        long now = start;
        long whole = Math.min(first, most);
        for (int i = 0; i < failures; i++) {
            breaker = breaker.tried().failed(now, down, settings, random);
            long pause = breaker.pauseLeft(now);
            assertThat(pause).isBetween(whole - whole / 2, whole);
            if (i < Breaker.MAX_DOUBLINGS) whole = whole > most / 2 ? most : 2 * whole;
            now += pause;
            assertThat(breaker.pauseLeft(now)).isZero();
        }
        assertThat(requireNonNull(breaker.outage()).attempts()).isEqualTo(failures);
        assertThat(requireNonNull(breaker.outage()).since()).isEqualTo(start);
    }

    /** Two nodes that lost their database in the same moment do not return in the same. */
    @Property(tries = 50)
    void spreadsAttempts(@ForAll long seed) {
        var settings = settings(1_000_000_000, 1_000_000_000);
        var random = new Random(seed);
        var pauses =
                random.longs(100)
                        .map(own ->
                                Breaker.closed()
                                        .failed(0, down, settings, new Random(own))
                                        .pauseLeft(0))
                        .distinct()
                        .count();
        assertThat(pauses).isGreaterThan(90);
    }

    private static PoolSettings settings(long first, long most) {
        var d = PoolSettings.DEFAULTS;
        return new PoolSettings(
                d.maxQueue(),
                d.queueTimeout(),
                d.idleLimit(),
                d.maxLifetime(),
                d.validateAfter(),
                d.patience(),
                Duration.ofNanos(first),
                Duration.ofNanos(most),
                d.drainDeadline(),
                d.pipelineDepth(),
                d.headOfLine());
    }
}
