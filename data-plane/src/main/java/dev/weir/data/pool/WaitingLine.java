package dev.weir.data.pool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Those who wait for a connection, in the order in which they came. */
final class WaitingLine {
    /**
     * One of them.
     *
     * @param shares whether a place beside others does
     */
    record Waiter(long id, long since, long deadline, boolean shares) {}

    private final SequencedMap<Long, Waiter> all = new LinkedHashMap<>();
    private final SequencedMap<Long, Waiter> sharing = new LinkedHashMap<>();
    private long earliestDeadline;

    boolean isEmpty() {
        return all.isEmpty();
    }

    int size() {
        return all.size();
    }

    /** How many of them want a connection alone. */
    int alone() {
        return all.size() - sharing.size();
    }

    void add(Waiter waiter) {
        if (all.isEmpty() || waiter.deadline - earliestDeadline < 0) {
            earliestDeadline = waiter.deadline;
        }
        all.put(waiter.id, waiter);
        if (waiter.shares) sharing.put(waiter.id, waiter);
    }

    /** Whether it waited. */
    boolean remove(long id) {
        if (all.remove(id) == null) return false;
        if (!sharing.isEmpty()) sharing.remove(id);
        return true;
    }

    @Nullable Waiter first() {
        var first = all.firstEntry();
        return first == null ? null : first.getValue();
    }

    /** The first of those for whom a place beside others does. */
    @Nullable Waiter firstSharing() {
        var first = sharing.firstEntry();
        return first == null ? null : first.getValue();
    }

    List<Waiter> all() {
        return List.copyOf(all.values());
    }

    void clear() {
        all.clear();
        sharing.clear();
    }

    /** No later than the moment when the first of their deadlines is over. While somebody waits. */
    long earliestDeadline() {
        return earliestDeadline;
    }

    /** Takes out those whose deadline is over. */
    List<Waiter> takeLate(long now) {
        if (all.isEmpty() || now - earliestDeadline < 0) return List.of();
        var late = new ArrayList<Waiter>();
        long remaining = Long.MAX_VALUE;
        for (var waiter : all.values()) {
            if (now - waiter.deadline >= 0) late.add(waiter);
            else remaining = Math.min(remaining, waiter.deadline - now);
        }
        earliestDeadline = now + remaining;
        late.forEach(waiter -> remove(waiter.id));
        return late;
    }
}
