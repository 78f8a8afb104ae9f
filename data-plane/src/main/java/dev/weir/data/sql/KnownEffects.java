package dev.weir.data.sql;

import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers of which statements {@link SessionEffects} said what: an application has few, and asks
 * them often. Bounded by their number and by the length of each. Thread-safe.
 */
public final class KnownEffects {
    /** Statements kept at most; past it they are all forgotten. */
    static final int MOST = 10_000;

    /** Longer texts are looked at each time. */
    static final int MAX_LENGTH = 2_000;

    private final ConcurrentHashMap<String, Boolean> known = new ConcurrentHashMap<>();

    /** What {@link SessionEffects#none} says. */
    public boolean none(String sql) {
        if (sql.length() > MAX_LENGTH) return SessionEffects.none(sql);
        var before = known.get(sql);
        if (before != null) return before;
        boolean none = SessionEffects.none(sql);
        if (known.size() >= MOST) known.clear();
        known.put(sql, none);
        return none;
    }

    /** How many are kept. */
    int size() {
        return known.size();
    }
}
