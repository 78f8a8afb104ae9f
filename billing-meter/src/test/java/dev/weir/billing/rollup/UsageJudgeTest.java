package dev.weir.billing.rollup;

import static dev.weir.billing.rollup.Records.REGION;
import static dev.weir.billing.rollup.Records.TEN;
import static dev.weir.billing.rollup.Records.bytes;
import static dev.weir.billing.rollup.Records.logged;
import static dev.weir.billing.rollup.Records.usage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.billing.rollup.Judgement.Countable;
import dev.weir.billing.rollup.Judgement.PutAside;
import dev.weir.billing.rollup.Judgement.Reason;
import dev.weir.events.EnvironmentEvent.EnvironmentDeleted;
import dev.weir.events.EnvironmentId;
import dev.weir.events.NodeId;
import dev.weir.events.RegionId;
import dev.weir.events.UsageKey;
import dev.weir.events.json.FactCodec;
import dev.weir.runtime.LogRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UsageJudgeTest {
    private final UsageJudge judge = new UsageJudge(REGION, new FactCodec());

    @Test
    void countsAnOrdinaryRecord() {
        assertThat(judge.judge(logged(0, usage(1, "env-1", 5)))).isInstanceOf(Countable.class);
    }

    @Test
    void putsAsideWhatItCannotRead() {
        var garbage = "{\"half\":".getBytes(StandardCharsets.UTF_8);

        assertThat(reason(logged(0, "a1", garbage, TEN))).isEqualTo(Reason.UNREADABLE);
        assertThat(reason(new LogRecord(Records.PARTITION, 0, "a1", null, TEN)))
                .isEqualTo(Reason.UNREADABLE);
    }

    @Test
    void putsAsideFactsThatDoNotBelongHere() {
        var other = bytes(new EnvironmentDeleted(new EnvironmentId("env-1"), 3));
        var elsewhere = new UsageJudge(new RegionId("us1"), new FactCodec());

        assertThat(reason(logged(0, "env-1", other, TEN))).isEqualTo(Reason.MISPLACED);
        assertThat(elsewhere.judge(logged(0, usage(1, "env-1", 5))))
                .isInstanceOfSatisfying(
                        PutAside.class,
                        aside -> assertThat(aside.reason()).isEqualTo(Reason.MISPLACED));
    }

    @Test
    void putsAsideARecordUnderAnotherNodesKey() {
        var usage = usage(1, "env-1", 5);

        assertThat(reason(logged(0, "b7", bytes(usage), usage.windowEnd())))
                .isEqualTo(Reason.WRONG_KEY);
    }

    @Test
    void putsAsideAWindowThatEndsAfterTheLogTookIt() {
        var usage = usage(1, "env-1", 5);
        var ahead = usage.windowEnd().minus(UsageJudge.CLOCK_TOLERANCE);

        assertThat(judge.judge(logged(0, "a1", bytes(usage), ahead))).isInstanceOf(Countable.class);
        assertThat(reason(logged(0, "a1", bytes(usage), ahead.minusMillis(1))))
                .isEqualTo(Reason.FUTURE);
    }

    @Test
    void putsAsideMoreThanAnyMachineCanDo() {
        long most = Duration.ofSeconds(11).toMillis() * UsageJudge.MAX_CPUS;

        assertThat(judge.judge(logged(0, cpuOnly(most)))).isInstanceOf(Countable.class);
        assertThat(reason(logged(0, cpuOnly(most + 1)))).isEqualTo(Reason.ABSURD);
    }

    private static dev.weir.events.UsageRecorded cpuOnly(long millis) {
        var usage = usage(1, "env-1", 0);
        return new dev.weir.events.UsageRecorded(
                usage.life(),
                1,
                usage.region(),
                usage.cluster(),
                usage.project(),
                usage.environment(),
                usage.windowStart(),
                usage.windowEnd(),
                millis,
                millis,
                0,
                0,
                0,
                Duration.ZERO);
    }

    private Reason reason(LogRecord logged) {
        return ((PutAside) judge.judge(logged)).reason();
    }

    @Test
    void countsOnlyWhatItsNodeHasSigned() {
        var secret = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
        var judge =
                new UsageJudge(
                        Records.REGION,
                        new FactCodec(),
                        Optional.of(new UsageKeys(secret, Records.REGION)));
        var bytes = Records.bytes(Records.usage(1, "env-1", 4));
        var own = UsageKey.of(secret, Records.REGION, new NodeId("a1")).sign(bytes);
        var another = UsageKey.of(secret, Records.REGION, new NodeId("a2")).sign(bytes);

        assertThat(judge.judge(signed(own))).isInstanceOf(Judgement.Countable.class);
        for (var value : List.of(bytes, another)) {
            assertThat(judge.judge(signed(value)))
                    .isInstanceOfSatisfying(
                            Judgement.PutAside.class,
                            aside ->
                                    assertThat(aside.reason()).isEqualTo(Judgement.Reason.BAD_MAC));
        }
    }

    private static LogRecord signed(byte[] value) {
        return Records.logged(0, "a1", value, Records.TEN.plusSeconds(10));
    }
}
