package dev.weir.data.effects;

import dev.weir.data.effects.SessionEffects.Effect;
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

    private final ConcurrentHashMap<String, Effect> known = new ConcurrentHashMap<>();

    /** What {@link SessionEffects#none} says. */
    public boolean none(String sql) {
        return of(sql) != Effect.CHANGES;
    }

    /** What {@link SessionEffects#of} says. */
    public Effect of(String sql) {
        if (sql.length() > MAX_LENGTH) return SessionEffects.of(sql);
        var before = known.get(sql);
        if (before != null) return before;
        var effect = SessionEffects.of(sql);
        if (known.size() >= MOST) known.clear();
        known.put(sql, effect);
        return effect;
    }

    /** How many are kept. */
    int size() {
        return known.size();
    }
}
