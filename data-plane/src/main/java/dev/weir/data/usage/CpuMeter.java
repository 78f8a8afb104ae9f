package dev.weir.data.usage;

import org.jspecify.annotations.Nullable;

/**
 * Divides one thread's CPU time among accounts. The time is cut into slices at boundaries; at each
 * boundary the clock is read once, and everything since the boundary before is charged to one
 * account. So nothing is charged twice and nothing falls between: what the accounts got from this
 * thread is exactly {@link #chargedNanos}.
 *
 * <p>How it is used on an event loop:
 *
 * <ul>
 *   <li>A handler at the head of each channel ends a slice when a read is complete: nobody else
 *       needs to.
 *   <li>A door that has found out whose request it decodes calls {@code
 *       CpuMeter.current().enter(account)}, at once, in the handler that got the request. The slice
 *       from the boundary before, the decoding included, becomes that environment's. For a stranger
 *       it enters {@link Accounts#platform}.
 *   <li>A task that came from another thread, or from a timer, is run by {@link #run}, or through
 *       {@link MeteredExecutor}: it is a slice of its own.
 * </ul>
 *
 * <p>A worker thread wraps each job in {@link #run}. For one thread; cheap enough for the path of a
 * query: about 0.2 µs a boundary, nothing for an {@link #enter} that changes nothing.
 */
public final class CpuMeter {
    /** All that {@link #current} ever answered for. */
    static final MeteredThreads THREADS = new MeteredThreads();

    private static final ThreadLocal<CpuMeter> CURRENT =
            ThreadLocal.withInitial(() -> THREADS.watch(new CpuMeter(CpuClock.THREAD)));

    private final CpuClock clock;
    private final long beginning;
    private long boundary;
    private @Nullable Account entered;

    /**
     * A meter for the calling thread, which counts from now.
     *
     * @throws IllegalStateException on a virtual thread: its CPU time cannot be told
     */
    public CpuMeter(CpuClock clock) {
        this.clock = clock;
        beginning = clock.nanos();
        boundary = beginning;
        if (beginning < 0) {
            throw new IllegalStateException(
                    "no CPU clock on " + Thread.currentThread() + ": meter platform threads only");
        }
    }

    /**
     * The calling thread's meter, made at the first call, which is where its counting begins.
     *
     * @throws IllegalStateException on a virtual thread
     */
    public static CpuMeter current() {
        return CURRENT.get();
    }

    /**
     * From here on this thread works for the account. If it worked for another in the same slice,
     * that one's slice ends here; if for none yet, the slice so far counts as the account's own.
     */
    public void enter(Account account) {
        if (entered != null && entered != account) charge(entered);
        entered = account;
    }

    /** Whom this thread works for since the last boundary, if anybody has said so. */
    public @Nullable Account entered() {
        return entered;
    }

    /**
     * Ends the slice and charges it to the account entered, or to {@code otherwise} when none was.
     * Then nobody is entered.
     *
     * @return the account that was charged
     */
    public Account end(Account otherwise) {
        var account = entered == null ? otherwise : entered;
        charge(account);
        entered = null;
        return account;
    }

    /**
     * Runs a task for an account and ends its slice, also when it throws. Afterwards the thread
     * works for whom it worked before.
     */
    public void run(Account account, Runnable task) {
        var before = entered;
        enter(account);
        try {
            task.run();
        } finally {
            end(account);
            entered = before;
        }
    }

    /** The sum of all that this thread charged to accounts, in nanoseconds. */
    public long chargedNanos() {
        return boundary - beginning;
    }

    long beginningNanos() {
        return beginning;
    }

    /** For others once the thread has ended. */
    long boundaryNanos() {
        return boundary;
    }

    private void charge(Account account) {
        var now = clock.nanos();
        account.addCpuNanos(now - boundary);
        boundary = now;
    }
}
