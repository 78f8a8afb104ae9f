package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    /** Measures the given numbers, after warm-ups that count for nothing. */
    private static final class Scripted implements Side {
        private final double[] perSecond;
        private int run = -3;

        Scripted(double... perSecond) {
            this.perSecond = perSecond;
        }

        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public Sample run(Duration length) {
            int now = run++;
            double value = now < 0 ? 1e9 : perSecond[now];
            return new Sample(value, 1e6 / value, 100, 200, 0);
        }
    }

    @Test
    void answersTheMedianOfTheRatiosOfEachRound() throws IOException {
        var comparison =
                new Comparison(
                        "x",
                        new Scripted(10, 100, 40),
                        new Scripted(5, 10, 10),
                        List.of(
                                Goal.throughputAtLeast(4),
                                Goal.throughputAtLeast(4.1),
                                Goal.cpuAtMost(0.25),
                                Goal.cpuAtMost(0.2)));
        var printed = new ByteArrayOutputStream();

        var results =
                comparison.run(
                        3,
                        Duration.ofMillis(1),
                        Duration.ofMillis(1),
                        new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(results)
                .extracting(Comparison.Result::ratio)
                .containsExactly(4.0, 4.0, 0.25, 0.25);
        assertThat(results)
                .extracting(Comparison.Result::met)
                .containsExactly(true, false, true, false);
        assertThat(results.getFirst().lowest()).isEqualTo(2);
        assertThat(results.getFirst().highest()).isEqualTo(10);
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("NOT MET");
    }

    @Test
    void warmsUpAsLongAsItIsCompiled() throws IOException {
        var runs = new int[1];
        var compiled =
                new Side() {
                    @Override
                    public String name() {
                        return "compiled";
                    }

                    @Override
                    public Sample run(Duration length) {
                        runs[0]++;
                        return new Sample(100, 10, 100, 200, 0);
                    }

                    @Override
                    public long compilerMicros() {
                        return Math.min(runs[0], 9) * 60_000_000L;
                    }
                };
        var comparison = new Comparison("x", compiled, new Scripted(1, 1), List.of());

        comparison.run(
                2,
                Duration.ofMillis(1),
                Duration.ofMillis(1),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));

        assertThat(runs[0]).isEqualTo(9 + 1 + 2);
    }

    @Test
    void provesNothingWhereAnswersWereWrong() throws IOException {
        var refused =
                new Side() {
                    @Override
                    public String name() {
                        return "refuses";
                    }

                    @Override
                    public Sample run(Duration length) {
                        return new Sample(0, 0, 0, 0, 9_000);
                    }
                };
        var goals = List.of(Goal.throughputAtLeast(4), Goal.cpuAtMost(0.25));
        var output = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        var moment = Duration.ofMillis(1);

        var results =
                new Comparison("x", new Scripted(10), refused, goals)
                        .run(1, moment, moment, output);

        assertThat(results).allMatch(result -> result.ratio() == 0 && !result.met());
    }

    @Test
    void knowsTheMiddle() {
        assertThat(Comparison.median(new double[] {3, 1, 2})).isEqualTo(2);
        assertThat(Comparison.median(new double[] {4, 1, 2, 3})).isEqualTo(2.5);
    }
}
