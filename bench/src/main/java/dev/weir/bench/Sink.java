package dev.weir.bench;

import dev.weir.bench.Comparison.Result;
import dev.weir.events.json.Topic;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How many usage records a second a billing meter reads, checks and commits. All of them are in the
 * log before it starts; the first part of them warms it up, and each round takes as many more.
 */
final class Sink {
    private static final int RECORDS_OF_ROUND = 150_000;
    private static final double GOAL = 30_000;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final SinkStage stage;
    private final PrintStream out = System.out;

    Sink(SinkStage stage) {
        this.stage = stage;
    }

    /** Where the meter was at a time. */
    private record Mark(long nanos, long records, long cpuMicros) {
        double perSecondSince(Mark before) {
            return (records - before.records) * 1e9 / (nanos - before.nanos);
        }

        double cpuMicrosSince(Mark before) {
            return (cpuMicros - before.cpuMicros) / (double) (records - before.records);
        }
    }

    /** Fails unless every record was counted, and once. */
    Result recordsASecond(int rounds) throws IOException, SQLException {
        var load = new UsageLoad(SinkStage.SECRET);
        stage.publish(Topic.ENVIRONMENTS, load.environments());
        long published = 0;
        while (published < (long) RECORDS_OF_ROUND * (rounds + 1)) {
            var window = load.next();
            stage.publish(Topic.USAGE, window);
            published += window.size();
        }
        out.printf(Locale.ROOT, "%nbilling meter, %,d usage records%n", published);
        var perSecond = new double[rounds];
        var cpu = new double[rounds];
        try (var meter = stage.meter();
                var database = stage.connect()) {
            var first = reach(1, meter, database);
            var mark = reach(RECORDS_OF_ROUND, meter, database);
            print("warm-up", mark.perSecondSince(first), mark.cpuMicrosSince(first));
            for (int round = 0; round < rounds; round++) {
                boolean last = round == rounds - 1;
                var next =
                        reach(last ? published : (round + 2L) * RECORDS_OF_ROUND, meter, database);
                perSecond[round] = next.perSecondSince(mark);
                cpu[round] = next.cpuMicrosSince(mark);
                print("round " + (round + 1), perSecond[round], cpu[round]);
                mark = next;
            }
            print("from first to last", mark.perSecondSince(first), mark.cpuMicrosSince(first));
            prove(database, published);
        }
        double median = Comparison.median(perSecond);
        out.printf(
                Locale.ROOT,
                "  median %,.0f records/s, %.1f us of the meter's CPU each; goal %,.0f: %s%n",
                median,
                Comparison.median(cpu),
                GOAL,
                median >= GOAL ? "met" : "NOT MET");
        return new Result(
                "usage records/s",
                "Weir",
                "none",
                median,
                Arrays.stream(perSecond).min().orElse(0),
                Arrays.stream(perSecond).max().orElse(0),
                GOAL,
                median >= GOAL);
    }

    private void print(String part, double perSecond, double cpu) {
        out.printf(Locale.ROOT, "  %-20s %,10.0f records/s %8.1f us CPU%n", part, perSecond, cpu);
    }

    /** Waits until so many records are committed. */
    private static Mark reach(long records, Child meter, Connection database)
            throws IOException, SQLException {
        long end = System.nanoTime() + STALLED_NANOS;
        long before = 0;
        while (true) {
            long consumed = consumed(database);
            long now = System.nanoTime();
            if (consumed >= records) {
                return new Mark(now, consumed, ProcessUse.cpuMicros(meter.pid()));
            }
            if (consumed > before) end = now + STALLED_NANOS;
            before = consumed;
            if (now - end > 0) {
                throw new IOException("the meter takes nothing more after " + consumed);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static long consumed(Connection database) throws SQLException {
        try (var statement = database.createStatement()) {
            try (var there =
                    statement.executeQuery("SELECT to_regclass('billing.intake') IS NOT NULL")) {
                there.next();
                if (!there.getBoolean(1)) return 0;
            }
            try (var rows =
                    statement.executeQuery(
                            "SELECT coalesce(sum(consumed), 0) FROM billing.intake")) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    /** A meter that puts everything aside is fast, and proves nothing. */
    private static void prove(Connection database, long published)
            throws IOException, SQLException {
        var sql =
                """
                SELECT sum(accepted), sum(duplicate + quarantined),
                    (SELECT sum(records) FROM billing.usage_hour)
                        + (SELECT count(*) FROM billing.source_seal),
                    (SELECT count(*) FROM billing.cumulative_mismatch)
                FROM billing.intake\
                """;
        try (var statement = database.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            boolean right =
                    rows.getLong(1) == published
                            && rows.getLong(2) == 0
                            && rows.getLong(3) == published
                            && rows.getLong(4) == 0;
            if (!right) {
                throw new IOException(
                        "of %d records %d were accepted, %d not, and %d are in the sums"
                                .formatted(
                                        published,
                                        rows.getLong(1),
                                        rows.getLong(2),
                                        rows.getLong(3)));
            }
        }
    }
}
