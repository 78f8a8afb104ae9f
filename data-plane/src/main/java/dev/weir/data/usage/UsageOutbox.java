package dev.weir.data.usage;

import dev.weir.events.UsageEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Keeps every record until the log has acknowledged it, and says which to send next. A failed
 * record is sent again before any later one that was not sent yet; a repeated one does no harm, as
 * its number tells. For one thread.
 */
public final class UsageOutbox {
    private final int maxInFlight;
    private final TreeMap<Long, UsageEvent> waiting = new TreeMap<>();
    private final TreeMap<Long, UsageEvent> inFlight = new TreeMap<>();

    /**
     * An empty one.
     *
     * @param maxInFlight how many may be sent and not yet acknowledged
     */
    public UsageOutbox(int maxInFlight) {
        this.maxInFlight = maxInFlight;
    }

    /** Takes records to be sent. */
    public void add(List<UsageEvent> records) {
        for (var next : records) waiting.put(next.sequence(), next);
    }

    /** Those to be sent now, in order. They are in flight until acknowledged or failed. */
    public List<UsageEvent> send() {
        var batch = new ArrayList<UsageEvent>();
        while (inFlight.size() < maxInFlight) {
            var first = waiting.pollFirstEntry();
            if (first == null) break;
            inFlight.put(first.getKey(), first.getValue());
            batch.add(first.getValue());
        }
        return batch;
    }

    /** The log has it: it is forgotten. */
    public void acknowledged(long sequence) {
        inFlight.remove(sequence);
        waiting.remove(sequence);
    }

    /** The log could not take it: it waits to be sent again. */
    public void failed(long sequence) {
        var again = inFlight.remove(sequence);
        if (again != null) waiting.put(sequence, again);
    }

    /** How many are not acknowledged yet. */
    public int size() {
        return waiting.size() + inFlight.size();
    }

    /** How many are sent and neither acknowledged nor failed yet. */
    public int inFlight() {
        return inFlight.size();
    }
}
