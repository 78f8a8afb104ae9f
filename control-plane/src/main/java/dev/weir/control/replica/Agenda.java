package dev.weir.control.replica;

import dev.weir.control.fleet.Moment;
import dev.weir.events.DatabaseId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The databases that are to be decided again, by due time. Those with work under way are due at
 * every tick; of all others a tick takes a bounded number, so that a change that concerns every
 * database delays neither heartbeats nor the databases in use. A database at rest is in no queue.
 */
final class Agenda {
    /** How many databases without work under way a tick takes at most. */
    static final int MAX_AT_ONCE = 100;

    private record Entry(Moment due, long number, DatabaseId database) {}

    private final Set<DatabaseId> awake = new LinkedHashSet<>();
    private final Map<DatabaseId, Entry> entries = new HashMap<>();
    private final TreeSet<Entry> waiting =
            new TreeSet<>(Comparator.comparing(Entry::due).thenComparingLong(Entry::number));
    private long last;

    /** Due at every tick. */
    void everyTick(DatabaseId database) {
        forget(database);
        awake.add(database);
    }

    /** Due by a moment: sooner if it was due sooner before. */
    void by(DatabaseId database, Moment due) {
        awake.remove(database);
        var known = entries.get(database);
        if (known != null && known.due().compareTo(due) <= 0) return;
        forget(database);
        var entry = new Entry(due, ++last, database);
        entries.put(database, entry);
        waiting.add(entry);
    }

    /** Not at every tick any more; what it was due for before, it is due for still. */
    void rest(DatabaseId database, Moment now) {
        if (awake.contains(database)) by(database, now);
    }

    /** Gone. */
    void forget(DatabaseId database) {
        awake.remove(database);
        var entry = entries.remove(database);
        if (entry != null) waiting.remove(entry);
    }

    /** Something has changed that may concern all of these. */
    void all(Collection<DatabaseId> databases, Moment now) {
        for (var database : databases) {
            if (!awake.contains(database)) by(database, now);
        }
    }

    /** The databases that are due; those without work under way are due no more. */
    List<DatabaseId> due(Moment now) {
        var due = new ArrayList<>(awake);
        for (int i = 0; i < MAX_AT_ONCE && !waiting.isEmpty(); i++) {
            var first = waiting.first();
            if (first.due().compareTo(now) > 0) break;
            forget(first.database());
            due.add(first.database());
        }
        return due;
    }
}
