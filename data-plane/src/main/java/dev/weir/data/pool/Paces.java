package dev.weir.data.pool;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Tells by their past which statements are short enough to share a connection: those of which fewer
 * than one run in two thousand was long lately. One that is not known has a connection alone the
 * first time.
 *
 * <p>A long run holds up all that share the connection with it, perhaps sixteen: one in two
 * thousand delays fewer than one in a hundred. What is long is told from what the whole pool sees.
 * While everything takes its time, because processes wait for a processor, being slower than 20 ms
 * says nothing of a statement; else such a pool would stop sharing, spread its reads over all
 * connections, and keep the processors busier still. And when everything stood still, of all that
 * stood still together one run counts.
 */
final class Paces {
    /** What takes longer would hold up those behind it. */
    static final long SHORT_NANOS = Duration.ofMillis(20).toNanos();

    /** What takes longer than this is long, however slow all else is. */
    static final long LONG_NANOS = Duration.ofMillis(100).toNanos();

    /** Long, between the two, is what takes so many times as long as half of all runs do. */
    static final int TIMES = 32;

    /** Nothing ended for so long: the node, the server or the way between them stood still. */
    static final long STANDSTILL_NANOS = SHORT_NANOS / 2;

    /** Statements remembered; the one asked for the longest ago is forgotten first. */
    static final int MOST = 2_000;

    /** Longer texts are not remembered, and never share. */
    static final int MAX_LENGTH = 4_000;

    /** Characters of all texts remembered: a pool that sees ever new ones takes a megabyte. */
    static final int MOST_CHARACTERS = 1 << 19;

    /** One long run in so many is too much. */
    static final int RARE = 2_000;

    /** A run's weight falls to a third (1/e) with so many after it. */
    private static final double MEMORY = 4_096;

    /** Each run moves the median by so small a part of itself. */
    private static final int STEP = 32;

    private static final class Pace {
        double runs;
        double longs;

        void ran(boolean isLong) {
            double kept = 1 - 1 / MEMORY;
            runs = runs * kept + 1;
            longs = longs * kept + (isLong ? 1 : 0);
        }

        boolean isShort() {
            return longs * RARE < runs;
        }
    }

    private final SequencedMap<String, Pace> known = new LinkedHashMap<>(16, 0.75f, true);
    private int characters;
    private long median = SHORT_NANOS / TIMES;
    private Standstill last = new Standstill(0, 0);
    private boolean counted;
    private long lastEnd;

    /** A time in which nothing ended. */
    private record Standstill(long nanos, long end) {
        /** Whether a run up to now would have been shorter than the bound without it. */
        boolean explains(long now, long nanos, long bound) {
            boolean within = now - nanos - end < 0;
            return within && nanos - this.nanos <= bound;
        }
    }

    /** Whether the statement may share a connection. */
    boolean isShort(String statement) {
        var pace = known.get(statement);
        return pace != null && pace.isShort();
    }

    /** The statement took so long at the server, up to now. */
    void ran(long now, String statement, long nanos) {
        if (now - lastEnd >= STANDSTILL_NANOS) {
            last = new Standstill(now - lastEnd, now);
            counted = false;
        }
        lastEnd = now;
        long bound = bound();
        boolean isLong = nanos > bound;
        follow(nanos);
        if (isLong && last.explains(now, nanos, bound)) {
            if (counted) return;
            counted = true;
        }
        if (statement.length() <= MAX_LENGTH) pace(statement).ran(isLong);
    }

    private Pace pace(String statement) {
        var pace = known.get(statement);
        if (pace != null) return pace;
        var made = new Pace();
        known.put(statement, made);
        characters += statement.length();
        while (known.size() > MOST || characters > MOST_CHARACTERS) {
            characters -= known.pollFirstEntry().getKey().length();
        }
        return made;
    }

    /** From where on a run is long. */
    private long bound() {
        return Math.clamp(TIMES * median, SHORT_NANOS, LONG_NANOS);
    }

    private void follow(long nanos) {
        long step = Math.max(1, median / STEP);
        median = Math.max(1, nanos > median ? median + step : median - step);
    }

    /** How many are remembered. */
    int size() {
        return known.size();
    }
}
