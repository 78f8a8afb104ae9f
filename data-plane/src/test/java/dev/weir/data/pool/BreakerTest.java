package dev.weir.data.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.data.database.DatabaseFault;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BreakerTest {
    private static final PoolSettings SETTINGS = PoolSettings.DEFAULTS;
    private static final Duration PATIENCE = SETTINGS.patience();
    private final DatabaseFault down = fault(DatabaseFault.Kind.UNREACHABLE, "");

    private final Random random = new Random(1);

    @Test
    void isTriedAndWaitedForWhileNothingHasFailed() {
        var breaker = Breaker.closed();

        assertThat(breaker.pauseLeft(0)).isZero();
        assertThat(breaker.refusal(0, PATIENCE)).isNull();
        assertThat(breaker.tried()).isEqualTo(Breaker.closed());
    }

    @Test
    void letsOneAttemptBeMadeAfterThePause() {
        var open = failed(Breaker.closed(), 0, down);
        long pause = open.pauseLeft(0);
        assertThat(pause).isPositive();
        assertThat(open.pauseLeft(pause)).isZero();

        var half = open.tried();

        assertThat(half.pauseLeft(pause)).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(half::tried).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void hasThoseWaitWhoComeSoonAfterTheFirstFailure() {
        var open = failed(Breaker.closed(), 0, down);

        assertThat(open.refusal(0, PATIENCE)).isNull();
    }

    @Test
    void refusesAtOnceWhoComesWhileADatabaseStaysAway() {
        var open = away();

        assertThat(open.refusal(PATIENCE.toNanos(), PATIENCE)).isSameAs(down);
    }

    @Test
    void hasThoseWaitForAnAttemptThatIsDueOrUnderWay() {
        var open = away();
        long due = PATIENCE.toNanos() + open.pauseLeft(PATIENCE.toNanos());

        assertThat(open.refusal(due, PATIENCE)).as("its attempt").isNull();
        assertThat(open.tried().refusal(due, PATIENCE)).as("another's attempt").isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"28P01", "3D000", "28000"})
    void refusesAtOnceWhatTimeDoesNotMend(String code) {
        var open = failed(Breaker.closed(), 0, fault(DatabaseFault.Kind.REFUSED, code));

        assertThat(open.refusal(0, PATIENCE)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"53300", "55006", "57P03"})
    void waitsForAServerThatIsFullOrStarting(String code) {
        var open = failed(Breaker.closed(), 0, fault(DatabaseFault.Kind.REFUSED, code));

        assertThat(open.refusal(0, PATIENCE)).isNull();
    }

    @Test
    void beginsAnewAfterSuccess() {
        assertThat(Breaker.closed().outage()).isNull();
        assertThat(failed(Breaker.closed(), 9, down).outage())
                .isEqualTo(new Breaker.Outage(9, 1, down));
    }

    /** Failing for as long as is waited for. */
    private Breaker.Open away() {
        var first = failed(Breaker.closed(), 0, down);
        return failed(first.tried(), PATIENCE.toNanos(), down);
    }

    private Breaker.Open failed(Breaker breaker, long now, DatabaseFault fault) {
        return breaker.failed(now, fault, SETTINGS, random);
    }

    private static DatabaseFault fault(DatabaseFault.Kind kind, String code) {
        return new DatabaseFault(kind, code, "fails", Map.of());
    }
}
