package dev.weir.data.http;

/** The memory of one request's body, counted in the node's budget. On the request's event loop. */
final class RequestMemory {
    private final MemoryBudget budget;
    private long taken;
    private boolean released;

    RequestMemory(MemoryBudget budget) {
        this.budget = budget;
    }

    /** The limit of all requests together, in bytes. */
    long limit() {
        return budget.limit();
    }

    /** Takes bytes, or none of them when the budget is used up or the request is over. */
    boolean take(long bytes) {
        if (released || !budget.take(bytes)) return false;
        taken += bytes;
        return true;
    }

    void giveBack(long bytes) {
        if (released) return; // with all the rest
        taken -= bytes;
        budget.giveBack(bytes);
    }

    void release() {
        released = true;
        budget.giveBack(taken);
        taken = 0;
    }
}
