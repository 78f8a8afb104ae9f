package dev.weir.data.usage;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Divides one thread's CPU time among accounts. The time is cut into slices at boundaries; at each
 * boundary the clock is read once, and everything since the boundary before is charged to one
 * account. So nothing is charged twice and nothing falls between: what the accounts got from this
 * thread is exactly {@link #chargedNanos}.
 *
 * <p>A boundary is where the thread turns from one account to another. A slice that has ended is
 * therefore not charged before another account's begins, or the turn of the event loop is over
 * ({@link #settlesWith}), whichever comes first: ten reads in a row for one environment cost one
 * reading of the clock. A thread that has no turns, a worker's, charges each slice as it ends.
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
 *   <li>A task that came from another thread, or from a timer, is run by {@link #run}: it is a
 *       slice of its own.
 * </ul>
 *
 * <p>A worker thread wraps each job in {@link #run}. For one thread; cheap enough for the path of a
 * query: about 0.2 µs a boundary, nothing for an {@link #enter} that changes nothing.
 */
public final class CpuMeter {
    /** All that {@link #current} ever answered for. */
    static final MeteredThreads THREADS = new MeteredThreads();

    private static final ThreadLocal<CpuMeter> CURRENT =
            ThreadLocal.withInitial(() -> THREADS.watch(new CpuMeter(CpuClock.METERED)));

    private final CpuClock clock;
    private final long beginning;
    private final Runnable settle = this::settle;

    /** Read by other threads, too: {@link #boundaryNanos}. */
    private volatile long boundary;

    /** Set by another thread: {@link #keepIn}. */
    private volatile @Nullable Kept kept;

    private @Nullable Account entered;

    /** Whose slice has ended and is not charged yet: nothing has run for another since. */
    private @Nullable Account pending;

    /** Read by other threads, too: {@link #settleSoon}. */
    private volatile @Nullable Executor afterTurn;

    private boolean settling;
    private @Nullable Charges charges;

    /** Hears what is charged, on the thread that is metered. */
    @FunctionalInterface
    public interface Charges {
        /** So much more was used for an account. */
        void charged(Account account, long nanos);
    }

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

    /** Has each charge of this thread told to one listener, from now on. */
    public void onCharge(Charges listener) {
        charges = listener;
    }

    /**
     * This thread is an event loop's: a slice may wait for its charge until the turn is over.
     *
     * @param afterTurn runs a task on this thread once, at the end of the present turn, or of the
     *     next one when it is called by another thread
     */
    public void settlesWith(Executor afterTurn) {
        this.afterTurn = afterTurn;
    }

    /**
     * Work begins, of which it will be known soon whose it is: what has been done before is charged
     * to whom that was for, unless it is likely to be the same.
     *
     * @param likely who it was the last time; null if that says nothing
     */
    public void begin(@Nullable Account likely) {
        if (entered == null && pending != likely) chargePending();
    }

    /**
     * From here on this thread works for the account. If it worked for another in the same slice,
     * that one's slice ends here; if for none yet, the slice so far counts as the account's own.
     */
    public void enter(Account account) {
        if (entered == account) return;
        if (entered != null) charge(entered);
        else if (pending != null && pending != account) charge(pending);
        pending = null;
        entered = account;
    }

    /** Whom this thread works for since the last boundary, if anybody has said so. */
    public @Nullable Account entered() {
        return entered;
    }

    /**
     * Ends the slice: it is the entered account's, or that of {@code otherwise} when none was. Then
     * nobody is entered.
     *
     * @return whose it is
     */
    public Account end(Account otherwise) {
        var account = entered == null ? otherwise : entered;
        enter(account);
        entered = null;
        leave(account);
        return account;
    }

    /**
     * Runs a task for an account and ends its slice, also when it throws. Afterwards the thread
     * works for whom it worked before; if that is the same, nothing has ended.
     */
    public void run(Account account, Runnable task) {
        var before = entered;
        if (before == account) {
            task.run();
            return;
        }
        enter(account);
        try {
            task.run();
        } finally {
            if (before == null) {
                end(account);
            } else {
                enter(before);
            }
        }
    }

    /** Charges what was used up to now, for who decides by it what to do next. */
    public void chargeSoFar() {
        if (entered != null) charge(entered);
        else chargePending();
    }

    private void leave(Account account) {
        var turn = afterTurn;
        if (turn == null) {
            charge(account);
            return;
        }
        pending = account;
        if (settling) return;
        settling = true;
        turn.execute(settle);
    }

    /** The turn is over. */
    private void settle() {
        settling = false;
        chargePending();
    }

    private void chargePending() {
        var account = pending;
        pending = null;
        if (account != null) charge(account);
    }

    /**
     * Has an event loop charge what it has used since its last boundary, such as timers and tasks
     * that nobody stands behind. For any thread.
     *
     * @param otherwise charged when nothing has run for anybody since
     * @return done once it is charged, or at once for a loop that takes no more tasks; null for a
     *     thread without turns, which charges each job as it ends, and with it what came before
     */
    @Nullable CompletableFuture<Void> settleSoon(Account otherwise) {
        var turn = afterTurn;
        if (turn == null) return null;
        var settled = new CompletableFuture<Void>();
        try {
            turn.execute(() -> {
                if (entered == null && pending == null) charge(otherwise);
                else chargeSoFar();
                settled.complete(null);
            });
        } catch (RejectedExecutionException _) {
            settled.complete(null);
        }
        return settled;
    }

    /** The sum of all that this thread charged to accounts, in nanoseconds. */
    public long chargedNanos() {
        return boundary - beginning;
    }

    long beginningNanos() {
        return beginning;
    }

    /** Up to where all is charged, by the thread's clock. For any thread. */
    long boundaryNanos() {
        return boundary;
    }

    /** A cell, and what the thread's clock said when the cell's counting began. */
    private record Kept(ClockCells.Cell cell, long base) {
        void charged(long boundary) {
            cell.charged(boundary - base);
        }
    }

    /**
     * Keeps this thread's clock from here on. For any thread.
     *
     * @param whole whether what the thread has used before is kept too
     */
    void keepIn(ClockCells.Cell cell, boolean whole) {
        if (whole) cell.before(beginning);
        var keeping = new Kept(cell, whole ? 0 : boundary);
        keeping.charged(boundary);
        kept = keeping;
    }

    private void charge(Account account) {
        var now = clock.nanos();
        long nanos = now - boundary;
        // The bench's clock while it is left unread: nothing to charge.
        if (nanos < 0) return;
        boundary = now;
        account.addCpuNanos(nanos);
        var keeping = kept;
        if (keeping != null) keeping.charged(now);
        if (charges != null) charges.charged(account, nanos);
    }
}
