package dev.weir.control.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides what a publisher of the outbox does next: each entry comes into the log at least once,
 * those of one key in the order of their commits. Fed with what came of each step; one step is
 * under way at a time.
 *
 * <p>Of all replicas one publishes, whose session with the store holds a lock. The lock alone does
 * not do: a publisher that was paused may have lost it without knowing, and still have records on
 * their way. So whoever gets the lock opens the log's writer anew before it reads the outbox; what
 * others append after that is refused, and what they appended before it comes before anything read
 * since. Hence the last record of a key in the log is always the last one committed, once the
 * outbox is empty.
 *
 * <p>An entry is crossed out once the log has said that it is durable, on the session that holds
 * the lock. A publisher that the log fails gives the lock up, as another replica may reach the log.
 */
public final class Publishing {
    /** How much is appended at once. */
    public static final int BATCH = 500;

    private static final Duration UNTIL_LOCKED = Duration.ofMillis(500);
    private static final Duration WATCH = Duration.ofSeconds(1);
    private static final Duration STORE_AWAY = Duration.ofMillis(500);

    /** Longer than others take to ask for the lock. */
    private static final Duration LOG_AWAY = Duration.ofSeconds(2);

    private final Set<String> refused = new HashSet<>();
    private List<Entry> underWay = List.of();
    private int most = BATCH;
    private boolean leads;

    /** What is to be done after this came of what was to be done before. */
    public Step on(Input input) {
        return switch (input) {
            case Input.Began() -> new Step.Lock();
            case Input.Locked(var won) -> won ? new Step.Open() : new Step.Rest(UNTIL_LOCKED);
            case Input.Opened() -> lead();
            case Input.Found(var waiting) -> append(waiting);
            case Input.Appended() -> cross();
            case Input.Marked() -> new Step.Find(BATCH);
            case Input.Rested() -> leads ? new Step.Find(BATCH) : new Step.Lock();
            case Input.StoreFailed() -> leave(STORE_AWAY);
            case Input.LogFailed() -> refuse();
        };
    }

    /** Whether this publisher is the one, as far as it knows. */
    public boolean leads() {
        return leads;
    }

    private Step lead() {
        leads = true;
        return new Step.Find(BATCH);
    }

    /** Entries behind a refused one of their key wait with it; all others do not. */
    private Step append(List<Entry> waiting) {
        var next = new ArrayList<Entry>();
        for (var entry : waiting) {
            if (next.size() == most) break;
            if (!refused.contains(entry.place())) next.add(entry);
        }
        if (next.isEmpty()) {
            refused.clear();
            return new Step.Watch(WATCH);
        }
        underWay = List.copyOf(next);
        return new Step.Append(underWay);
    }

    private Step cross() {
        var ids = underWay.stream().map(Entry::id).toList();
        underWay = List.of();
        most = Math.min(BATCH, 2 * most);
        return new Step.Mark(ids);
    }

    /** Which of several it was is not known: one after the other, until it is. */
    private Step refuse() {
        if (underWay.size() == 1) refused.add(underWay.getFirst().place());
        if (!underWay.isEmpty()) most = 1;
        return leave(LOG_AWAY);
    }

    private Step leave(Duration time) {
        leads = false;
        underWay = List.of();
        return new Step.Leave(time);
    }
}
