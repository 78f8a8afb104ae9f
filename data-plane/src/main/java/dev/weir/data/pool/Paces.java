package dev.weir.data.pool;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Tells by their past which statements are short enough to share a connection. One that is not
 * known has a connection alone the first time. One that was long once has to be short some times in
 * a row before it shares again; how often doubles twice each time that it breaks its word, and
 * halves while it keeps it.
 */
final class Paces {
    /** What takes longer would hold up those behind it. */
    static final long SHORT_NANOS = Duration.ofMillis(20).toNanos();

    /** Statements remembered; the one asked for the longest ago is forgotten first. */
    static final int MOST = 2_000;

    /** Longer texts are not remembered, and never share. */
    static final int MAX_LENGTH = 4_000;

    /** Characters of all texts remembered: a pool that sees ever new ones takes a megabyte. */
    static final int MOST_CHARACTERS = 1 << 19;

    private static final int MOST_REQUIRED = 1 << 16;

    /** It is trusted more once it was short this many times as often as was required of it. */
    private static final int PAROLE = 64;

    private static final class Pace {
        int shortInARow;
        int required = 1;
    }

    private final SequencedMap<String, Pace> known = new LinkedHashMap<>(16, 0.75f, true);
    private int characters;

    /** Whether the statement may share a connection. */
    boolean isShort(String statement) {
        var pace = known.get(statement);
        return pace != null && pace.shortInARow >= pace.required;
    }

    /** The statement took so long at the server. */
    void ran(String statement, long nanos) {
        if (statement.length() > MAX_LENGTH) return;
        var pace = known.get(statement);
        if (pace == null) {
            pace = new Pace();
            known.put(statement, pace);
            characters += statement.length();
            while (known.size() > MOST || characters > MOST_CHARACTERS) {
                characters -= known.pollFirstEntry().getKey().length();
            }
        }
        if (nanos > SHORT_NANOS) {
            pace.required = Math.min(pace.required * 4, MOST_REQUIRED);
            pace.shortInARow = 0;
        } else if (++pace.shortInARow >= pace.required * PAROLE) {
            pace.required = Math.max(1, pace.required / 2);
            pace.shortInARow = pace.required;
        }
    }

    /** How many are remembered. */
    int size() {
        return known.size();
    }
}
