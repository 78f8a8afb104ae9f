package dev.weir.data.admission.netty;

import dev.weir.data.admission.Turns;
import dev.weir.data.usage.Account;
import dev.weir.data.usage.CpuMeter;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * Makes one event loop take the work of environments in {@link Turns}. Used on that loop; threads
 * without it do everything at once.
 */
public final class LoopTurns {
    /** Long beside a cheap query, short beside what a person notices. */
    private static final long QUANTUM_NANOS = 1_000_000;

    private static final FastThreadLocal<@Nullable LoopTurns> CURRENT = new FastThreadLocal<>();

    private final Turns<Account, Turn> turns = new Turns<>(QUANTUM_NANOS);
    private final SingleThreadEventLoop loop;
    private final Account platform;
    private final TurnCounts counts;
    private final Runnable endOfPass = this::endOfPass;
    private final Runnable nextPass = this::watchPass;
    private boolean watching;

    /** Work that waits, and since when. */
    private record Turn(Account account, Runnable task, long since) {}

    private LoopTurns(SingleThreadEventLoop loop, Account platform, TurnCounts counts) {
        this.loop = loop;
        this.platform = platform;
        this.counts = counts;
    }

    /**
     * The calling event loop takes turns from here on.
     *
     * @param platform whose work never waits
     * @return false if it is of a kind that cannot: then it does everything at once
     */
    public static boolean install(EventLoop loop, Account platform, TurnCounts counts) {
        if (!(loop instanceof SingleThreadEventLoop able)) return false;
        if (CURRENT.get() != null) return true;
        var made = new LoopTurns(able, platform, counts);
        CURRENT.set(made);
        CpuMeter.current().onCharge(made::charged);
        CpuMeter.current().settlesWith(able::executeAfterEventLoopIteration);
        return true;
    }

    /**
     * Does work for an account on the calling loop, metered: at once, or when its turn comes.
     *
     * @param most how many pieces of the account's work may wait before this one
     * @return false if as many do: then it is not done
     */
    public static boolean take(Account account, Runnable task, int most) {
        var mine = CURRENT.get();
        if (mine != null) return mine.taken(account, task, most);
        CpuMeter.current().run(account, task);
        return true;
    }

    /**
     * A channel whose reads are for one account has been read: if that account is ahead of others,
     * the next read waits for its turn.
     */
    public static void wasRead(Account account, Channel channel) {
        var mine = CURRENT.get();
        if (mine != null && mine.turns.isAhead(account)) mine.readLater(account, channel);
    }

    private boolean taken(Account account, Runnable task, int most) {
        watchPass();
        if (turns.begins(account)) {
            CpuMeter.current().run(account, task);
            // Others come next, perhaps: what it cost must be known by then.
            if (turns.hasOthers(account)) CpuMeter.current().chargeSoFar();
            return true;
        }
        boolean waits = turns.waits(account, new Turn(account, task, now()), false, most);
        if (waits) counts.waits();
        return waits;
    }

    private void readLater(Account account, Channel channel) {
        if (!channel.isOpen() || !channel.config().isAutoRead()) return;
        channel.config().setAutoRead(false);
        watchPass();
        Runnable goOn = () -> channel.config().setAutoRead(true);
        turns.waits(account, new Turn(account, goOn, now()), true, Integer.MAX_VALUE);
        counts.waits();
    }

    private void watchPass() {
        if (watching) return;
        watching = true;
        loop.executeAfterEventLoopIteration(endOfPass);
    }

    /** The loop has looked at its sockets and tasks: now those that waited have their turns. */
    private void endOfPass() {
        CpuMeter.current().chargeSoFar(); // of the pass; it is no part of what is spent on turns
        turns.nextRound();
        try {
            for (var turn = turns.next(); turn != null; turn = turns.next()) {
                counts.began(now() - turn.since);
                CpuMeter.current().run(turn.account, turn.task);
                CpuMeter.current().chargeSoFar();
            }
        } finally { // also when a task threw
            watching = false;
            if (turns.nextRound()) loop.execute(nextPass);
        }
    }

    private void charged(Account account, long nanos) {
        if (account != platform) turns.charged(account, nanos);
    }

    private static long now() {
        return System.nanoTime();
    }
}
