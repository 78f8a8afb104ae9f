package dev.weir.data.grant;

import java.util.function.BooleanSupplier;

/**
 * The time from a node's start until requests that reach it are answered: the control plane has
 * heard it, and has decided what it holds. Once over, it is over for good: a node without a lease
 * goes on serving with the connections that it has. May be asked by any thread.
 */
public final class Joining {
    /** A node that is given nothing for so long after its first lease answers by its peers. */
    static final long DECISION_NANOS = 3_000_000_000L;

    private final Lease lease;
    private final GrantBook book;
    private final BooleanSupplier isWithoutEnvironments;
    private boolean isLeased;
    private long leasedAt;
    private boolean isOver;

    /** The states of joining. */
    public enum State {
        /** The control plane has not answered yet. */
        UNHEARD,
        /** The control plane has not decided yet what the node holds. */
        UNDECIDED,
        /** Requests are answered. */
        JOINED
    }

    /**
     * Joining by a lease and grants.
     *
     * @param isWithoutEnvironments whether no environment is registered, so that none can be given
     */
    public Joining(Lease lease, GrantBook book, BooleanSupplier isWithoutEnvironments) {
        this.lease = lease;
        this.book = book;
        this.isWithoutEnvironments = isWithoutEnvironments;
    }

    /**
     * The present state.
     *
     * @param now nanoseconds of the lease's clock
     */
    public synchronized State state(long now) {
        if (isOver) return State.JOINED;
        if (!isLeased && !lease.mayOpen(now)) return State.UNHEARD;
        if (!isLeased) leasedAt = now;
        isLeased = true;
        isOver =
                now - leasedAt >= DECISION_NANOS
                        || isWithoutEnvironments.getAsBoolean()
                        || book.all().stream().anyMatch(grant -> grant.size() > 0);
        return isOver ? State.JOINED : State.UNDECIDED;
    }
}
