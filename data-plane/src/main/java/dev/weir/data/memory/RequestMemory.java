package dev.weir.data.memory;

/**
 * The memory of one request, counted in the node's budget and, once its environment is known, in
 * the environment's share. Thread-safe: a body is read, a plan evaluated and an answer written on
 * different event loops.
 */
public final class RequestMemory implements Memory {
    private final MemoryBudget budget;
    private MemoryShare share = new MemoryShare("");
    private long taken;
    private boolean released;

    /** Of a request that holds nothing yet. */
    public RequestMemory(MemoryBudget budget) {
        this.budget = budget;
    }

    /** Counts in an environment's share, too, from now on. */
    public synchronized void belongsTo(MemoryShare owner) {
        budget.add(share, -taken);
        share = owner;
        budget.add(share, taken);
    }

    @Override
    public synchronized void take(long bytes) {
        if (released) return; // an answer that nobody waits for any more
        add(bytes);
        if (budget.isOver()) throw refused(bytes, "the node's requests hold", budget.limit());
        if (budget.isOver(share)) {
            throw refused(bytes, "the environment's requests hold", budget.shareLimit());
        }
    }

    private MemoryExhausted refused(long bytes, String who, long limit) {
        add(-bytes);
        budget.countRefused();
        return new MemoryExhausted(
                "Too much memory is in use: "
                        + who
                        + " as much as they may, which is "
                        + limit
                        + " bytes at most, and less while others hold much or the node's heap has"
                        + " little room. Send smaller requests, or fewer at once.");
    }

    /** Gives back a part. */
    public synchronized void giveBack(long bytes) {
        if (!released) add(-bytes); // otherwise with all the rest
    }

    /**
     * Holds so many bytes from now on, whatever it was before and without a limit: those of an
     * answer that is there already.
     */
    public synchronized void hold(long bytes) {
        if (!released) add(bytes - taken);
    }

    /** Gives back everything, and takes no more. */
    public synchronized void release() {
        add(-taken);
        released = true;
    }

    private void add(long bytes) {
        taken += bytes;
        budget.add(share, bytes);
    }
}
