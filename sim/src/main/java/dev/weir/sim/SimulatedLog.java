package dev.weir.sim;

import dev.weir.control.outbox.Entry;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Fact;
import dev.weir.events.GrantEvent.Granted;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The log of what the control plane tells. Of all who append, it takes what comes from the one that
 * opened its writer last; what an earlier one still had on its way is refused, whenever it comes.
 */
final class SimulatedLog {
    private final Mutant mutant;
    private final Invariants invariants;
    private final LongFunction<Fact> facts;
    private final Consumer<Granted> readers;
    private final Set<Long> told = new HashSet<>();
    private final Map<EnvironmentId, Granted> last = new LinkedHashMap<>();
    private long writer;

    /**
     * An empty log.
     *
     * @param facts what an entry's number stands for
     * @param readers told each record of grants
     */
    SimulatedLog(
            Mutant mutant,
            Invariants invariants,
            LongFunction<Fact> facts,
            Consumer<Granted> readers) {
        this.mutant = mutant;
        this.invariants = invariants;
        this.facts = facts;
        this.readers = readers;
    }

    /** Opens the writer; the number is its epoch. */
    long open() {
        return ++writer;
    }

    /** False: of an earlier writer. */
    boolean append(long epoch, List<Entry> entries) {
        if (epoch != writer && mutant != Mutant.NO_WRITER_FENCING) return false;
        for (var entry : entries) {
            told.add(entry.id());
            if (!(facts.apply(entry.id()) instanceof Granted granted)) continue;
            invariants.told(granted);
            last.put(granted.environment(), granted);
            readers.accept(granted);
        }
        return true;
    }

    /** Whether an entry is in the log. */
    boolean has(long id) {
        return told.contains(id);
    }

    /** What compaction leaves: the last record of each key. */
    Collection<Granted> compacted() {
        return last.values();
    }

    @Nullable Granted last(EnvironmentId environment) {
        return last.get(environment);
    }
}
