package dev.weir.data.admission;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides whose work one event loop does next, so that environments that want more than it can do
 * get equal parts of its CPU time, whatever each asks for. Who asks for less gets all of it, and
 * when nobody else wants anything, one gets everything.
 *
 * <p>Start-time fair queueing (Goyal, Vin, Cheng, 1996) with equal weights, by CPU time measured
 * afterwards: each has a <em>tag</em>, which grows by what was done for it, and of those that wait
 * the one with the lowest tag is next. Who comes back after a pause begins at the present, neither
 * with a credit nor with a debt to those who came meanwhile. So, as long as two wait, what they got
 * differs by no more than the longest piece of work of each; and who has nothing else waiting waits
 * for one piece of each other at most.
 *
 * <p>Time goes in rounds. While nobody waits, work is begun as it comes, until a quantum of the
 * round is used; what comes after that waits. A round always does something if anybody waits.
 *
 * @param <K> whom work is for
 * @param <W> a piece of work
 */
public final class Turns<K, W> {
    /** Of the loop's CPU time: who got some within it still counts as somebody beside others. */
    private static final long PRESENT_NANOS = 50_000_000;

    private static final int FEW = 64;

    private final long quantum;
    private final Map<K, Flow<W>> flows = new HashMap<>();
    private final List<Flow<W>> waiting = new ArrayList<>(); // in the order in which they began to
    private int most = FEW; // flows, before those are dropped of which nothing need be known
    private int size;
    private long virtualTime;
    private long clock;
    private long spent;
    private boolean begun;
    private @Nullable Flow<W> latest;
    private @Nullable Flow<W> before; // the latest that is not the latest

    private static final class Flow<W> {
        final ArrayDeque<Piece<W>> pieces = new ArrayDeque<>(0);
        long tag;
        long seen; // by the clock, when it was charged last
    }

    private record Piece<W>(W work, boolean costsLater) {}

    /**
     * Nobody waits.
     *
     * @param quantumNanos CPU time that a round may use before others are looked after; what is
     *     begun is ended all the same
     */
    public Turns(long quantumNanos) {
        if (quantumNanos <= 0) throw new IllegalArgumentException("quantum must be positive");
        quantum = quantumNanos;
    }

    /** Work for one has come: whether it may be done at once. Otherwise it should wait. */
    public boolean begins(K key) {
        if (size > 0 || spent >= quantum) return false;
        begin(flow(key));
        return true;
    }

    /**
     * Has work wait for its turn.
     *
     * @param costsLater whether it only allows what costs, as reading a socket does: then the round
     *     is over with it
     * @param atMost how many of its own may wait before it
     * @return false if as many do, and it was not taken
     */
    public boolean waits(K key, W work, boolean costsLater, int atMost) {
        var flow = flow(key);
        if (flow.pieces.size() >= atMost) return false;
        if (flow.pieces.isEmpty()) {
            flow.tag = Math.max(flow.tag, virtualTime);
            waiting.add(flow);
        }
        flow.pieces.add(new Piece<>(work, costsLater));
        size++;
        return true;
    }

    /** What is to be done now; null if the round is over, or nobody waits. */
    public @Nullable W next() {
        boolean over = begun && spent >= quantum;
        if (size == 0 || over) return null;
        var flow = lowest();
        var piece = flow.pieces.remove();
        size--;
        if (flow.pieces.isEmpty()) waiting.remove(flow);
        begin(flow);
        begun = true;
        if (piece.costsLater) spent = quantum;
        return piece.work;
    }

    /**
     * The next round begins.
     *
     * @return whether somebody waits
     */
    public boolean nextRound() {
        spent = 0;
        begun = false;
        return size > 0;
    }

    /**
     * The loop has used CPU time for one, in a turn of its or else, as for what a socket brought.
     */
    public void charged(K key, long nanos) {
        var flow = flow(key);
        clock += nanos;
        spent += nanos;
        if (flow != latest) {
            before = latest;
            latest = flow;
        }
        flow.seen = clock;
        long start = Math.max(flow.tag, virtualTime);
        if (size == 0 && beside(flow) == null) virtualTime = start;
        flow.tag = start + nanos;
    }

    /**
     * Whether one has got so much more than somebody beside it that what else it wants, even if it
     * is there already, should wait for a turn.
     */
    public boolean isAhead(K key) {
        var flow = flow(key);
        var other = beside(flow);
        return other != null && flow.tag - Math.max(other.tag, virtualTime) > quantum;
    }

    /** Whether somebody beside this one waits, or got something lately. */
    public boolean hasOthers(K key) {
        return size > 0 || beside(flow(key)) != null;
    }

    /** How many pieces of work wait. */
    public int waiting() {
        return size;
    }

    /** How many it keeps in mind. */
    int known() {
        return flows.size();
    }

    private void begin(Flow<W> flow) {
        flow.tag = Math.max(flow.tag, virtualTime);
        virtualTime = flow.tag;
    }

    private Flow<W> lowest() {
        var lowest = waiting.getFirst();
        for (int i = 1; i < waiting.size(); i++) {
            var other = waiting.get(i);
            if (other.tag < lowest.tag) lowest = other;
        }
        return lowest;
    }

    /** Who else got something lately. */
    private @Nullable Flow<W> beside(Flow<W> flow) {
        var other = flow == latest ? before : latest;
        return other != null && clock - other.seen <= PRESENT_NANOS ? other : null;
    }

    private Flow<W> flow(K key) {
        var known = flows.get(key);
        if (known != null) return known;
        if (flows.size() >= most) forget();
        var made = new Flow<W>();
        flows.put(key, made);
        return made;
    }

    /** Who waits for nothing and got nothing for long begins at the present when it comes back. */
    private void forget() {
        flows.values().removeIf(flow -> flow.pieces.isEmpty() && clock - flow.seen > PRESENT_NANOS);
        most = Math.max(FEW, 2 * flows.size());
    }
}
