package dev.weir.runtime;

import java.util.HashMap;
import java.util.Map;

/**
 * Gives equal values as one object, so that what many have in common is kept once. Past a number of
 * different ones they are all forgotten and remembered anew. Thread-safe.
 *
 * @param <T> values that never change
 */
public final class Shared<T> {
    private final int most;
    private final Map<T, T> values = new HashMap<>();

    /** Remembers so many different values at most. */
    public Shared(int most) {
        if (most < 1) throw new IllegalArgumentException("most must be at least 1: " + most);
        this.most = most;
    }

    /** The one that is equal to it. */
    public synchronized T of(T value) {
        var known = values.get(value);
        if (known != null) return known;
        if (values.size() >= most) values.clear();
        values.put(value, value);
        return value;
    }
}
