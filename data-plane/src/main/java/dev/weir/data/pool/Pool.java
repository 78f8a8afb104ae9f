package dev.weir.data.pool;

import dev.weir.data.database.DatabaseFault;
import dev.weir.data.pool.LoanRefused.Reason;
import dev.weir.data.pool.PoolEffect.Announce;
import dev.weir.data.pool.PoolEffect.PoolNews;
import dev.weir.data.pool.PoolInput.Acquire;
import dev.weir.data.pool.PoolInput.Granted;
import dev.weir.data.pool.Slot.State;
import dev.weir.data.pool.WaitingLine.Waiter;
import dev.weir.events.Epoch;
import dev.weir.events.PoolMode;
import dev.weir.events.PoolState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides which request gets which connection of one environment on one node, and when connections
 * are opened and closed. The same inputs at the same times give the same effects.
 *
 * <p>It never asks for a connection that the grant or the lease does not cover (a grant's first
 * needs no lease), and for one at a time only; what turns out not to be covered once it is open is
 * closed again. Every request gets exactly one outcome unless it is cancelled; who waits is served
 * in order of arrival.
 */
public final class Pool {
    private static final long NANOS_PER_SWEEP = Duration.ofSeconds(5).toNanos();
    private static final long NANOS_BETWEEN_LOOKS = Duration.ofMillis(100).toNanos();

    private final String name;
    private final Permit permit;
    private final RandomGenerator random;
    private PoolSettings settings;

    private final WaitingLine waiting = new WaitingLine();
    private final Pipelines pipelines = new Pipelines();
    private final Paces paces = new Paces();
    private final Map<Long, Slot> slots = new HashMap<>();
    private final ArrayDeque<Slot> idle = new ArrayDeque<>(); // the last is the most recently used
    private int opening;
    private int lent;
    private int sharing;
    private int settling;
    private int validating;
    private int closing;
    private List<PoolEffect> effects = new ArrayList<>();

    private Epoch epoch = Epoch.NONE;
    private int size;
    private PoolMode mode = PoolMode.DORMANT;
    private boolean suspended;
    private boolean draining;
    private boolean emptying; // news: what is open is being closed for good
    private boolean requested; // news: told since the pool was last dormant
    private int generation;
    private long lastId;

    private Breaker breaker = Breaker.closed();

    private final SurplusTime surplusTime = new SurplusTime();
    private long nextSweep;
    private long lastActivity;

    private final Waits waits = new Waits();
    private long requests;
    private long serviceNanos;

    /**
     * A pool without a grant.
     *
     * @param name how messages call it, for example {@code env-7}
     * @param random spreads retries and lifetimes
     */
    public Pool(
            String name, PoolSettings settings, Permit permit, RandomGenerator random, long now) {
        this.name = name;
        this.settings = settings;
        this.permit = permit;
        this.random = random;
        this.lastActivity = now;
        this.nextSweep = now + NANOS_PER_SWEEP;
    }

    /**
     * Takes one input.
     *
     * @param now nanoseconds of a monotonic clock, never less than before
     * @return what is to be done
     */
    public List<PoolEffect> on(long now, PoolInput input) {
        effects = new ArrayList<>(2);
        var before = state();
        int heldBefore = held();
        boolean waitedBefore = !waiting.isEmpty();
        var epochBefore = epoch;
        var breakerBefore = breaker;
        switch (input) {
            case Acquire acquire -> acquire(now, acquire);
            case PoolInput.Released(var id) -> released(now, id);
            case PoolInput.Left left -> left(now, left);
            case PoolInput.Ran(var read, var nanos) -> paces.ran(now, read, nanos);
            case PoolInput.Settled(var id, var good) -> settled(now, id, good);
            case PoolInput.Validated(var id, var good) -> validated(now, id, good);
            case PoolInput.Connected(var id) -> connected(now, id);
            case PoolInput.ConnectFailed(var id, var fault) -> connectFailed(now, id, fault);
            case PoolInput.Closed(var id) -> closed(now, id);
            case PoolInput.Cancelled(var waiter) -> cancelled(now, waiter);
            case Granted granted -> granted(now, granted);
            case PoolInput.Configured(var changed) -> settings = changed;
            case PoolInput.Renewed() -> renewed(now);
            case PoolInput.Suspended(var isSuspended) -> suspended = isSuspended;
            case PoolInput.Drain() -> draining = true;
            case PoolInput.Abort() -> abort(now);
            case PoolInput.Tick() -> tick(now);
        }
        pump(now);
        announceEnd();
        if (!breaker.equals(breakerBefore)) {
            effects.add(new PoolEffect.BreakerChanged(breakerBefore, breaker));
        }
        boolean changed = before != state() || heldBefore != held() || !epochBefore.equals(epoch);
        if (changed || (!waitedBefore && !waiting.isEmpty())) {
            effects.add(new PoolEffect.ReportSoon());
        }
        check();
        return effects;
    }

    /**
     * How long the pool can be left alone: nanoseconds until a {@link PoolInput.Tick} is due at the
     * latest; {@link Long#MAX_VALUE} when none is.
     */
    public long idleUntilTick(long now) {
        long wait = Long.MAX_VALUE;
        if (!waiting.isEmpty()) wait = Math.min(wait, waiting.earliestDeadline() - now);
        long pause = breaker.pauseLeft(now);
        boolean pausing = pause > 0;
        if (pausing && wantsConnection()) wait = Math.min(wait, pause);
        // Only the permit can be what is missing, and who waits should not depend on being told.
        boolean frozen = !pausing && !waiting.isEmpty() && wantsConnection();
        if (frozen) wait = Math.min(wait, NANOS_BETWEEN_LOOKS);
        if (!slots.isEmpty() || wantsConnection()) wait = Math.min(wait, nextSweep - now);
        return Math.max(0, Math.min(wait, surplusTime.left(now)));
    }

    /** Where it is in its life. */
    public PoolState state() {
        int usable = usable();
        if (draining || limit() == 0) {
            boolean over = slots.isEmpty() && waiting.isEmpty();
            return over ? PoolState.STOPPED : PoolState.DRAINING;
        }
        if (usable > 0) return PoolState.ACTIVE;
        if (opening > 0 || !waiting.isEmpty()) return PoolState.OPENING;
        return slots.isEmpty() ? PoolState.DORMANT : PoolState.DRAINING;
    }

    /** The epoch of the grant that it goes by. */
    public Epoch epoch() {
        return epoch;
    }

    /** Whether it was told to end. */
    public boolean isDraining() {
        return draining;
    }

    /** The pool in numbers. */
    public PoolStats stats(long now) {
        boolean inUse = !waiting.isEmpty() || busy() > 0;
        return new PoolStats(
                epoch,
                state(),
                size,
                held(),
                slots.size() - opening,
                opening,
                busy(),
                idle.size(),
                waiting.size(),
                waitP95(now),
                pipelines.ahead().p95(),
                breaker,
                requests,
                Duration.ofNanos(serviceNanos),
                inUse ? Duration.ZERO : Duration.ofNanos(now - lastActivity));
    }

    /**
     * Who waits behind a connection that is lent for long is in no percentile yet: without its wait
     * nobody would know that the pool is too small.
     */
    private Duration waitP95(long now) {
        var ended = waits.p95();
        var oldest = waiting.first();
        if (oldest == null) return ended;
        var waited = Duration.ofNanos(now - oldest.since());
        return waited.compareTo(ended) > 0 ? waited : ended;
    }

    /** The pool in numbers; what they count since the last time begins anew. */
    public PoolStats takeStats(long now) {
        var stats = stats(now);
        waits.clear();
        pipelines.ahead().clear();
        requests = 0;
        serviceNanos = 0;
        return stats;
    }

    /**
     * Whether who came now would most likely wait for no more than one other on each connection.
     */
    public boolean hasRoom() {
        return waiting.size() <= usable() && usable() > 0 && !draining && limit() > 0;
    }

    /** Who it is and how full, as refusals say it. */
    public String describe() {
        var text = new StringBuilder("pool ").append(name).append(": ");
        text.append(busy()).append('/').append(limit()).append(" lent, ");
        text.append(waiting.size()).append(" waiting");
        if (opening > 0) text.append(", 1 opening");
        if (idle.size() > 0) text.append(", ").append(idle.size()).append(" idle");
        return text.toString();
    }

    private void acquire(long now, Acquire acquire) {
        if (draining) {
            refuse(acquire.waiter(), Reason.STOPPING);
        } else if (limit() == 0) {
            refuse(acquire.waiter(), Reason.NO_GRANT);
        } else {
            lastActivity = now;
            var fault = usable() == 0 ? breaker.refusal(now, settings.patience()) : null;
            if (fault == null) enqueue(now, acquire);
            else effects.add(new PoolEffect.Fail(acquire.waiter(), fault));
        }
    }

    private void enqueue(long now, Acquire acquire) {
        if (waiting.size() >= settings.maxQueue()) {
            refuse(acquire.waiter(), Reason.QUEUE_FULL);
            return;
        }
        var read = acquire.read();
        boolean shares = read != null && settings.pipelineDepth() > 1 && paces.isShort(read);
        waiting.add(new Waiter(acquire.waiter(), now, acquire.deadline(), shares));
        if (!requested && usable() == 0 && mode == PoolMode.DORMANT) {
            requested = true;
            announce(new PoolNews.Requested(waiting.size()));
        }
    }

    private void cancelled(long now, long waiter) {
        if (waiting.remove(waiter)) lastActivity = now;
    }

    private void released(long now, long id) {
        var slot = slots.get(id);
        if (slot == null || slot.state != State.LENT) return; // closed meanwhile
        account(now, slot);
        if (outdated(slot) || surplus()) {
            close(now, slot);
        } else {
            move(now, slot, State.SETTLING);
            effects.add(new PoolEffect.Settle(id));
        }
    }

    /** A place was given back. With the last one the connection comes to rest. */
    private void left(long now, PoolInput.Left left) {
        var read = left.read();
        if (read != null) paces.ran(now, read, left.ranNanos());
        var slot = slots.get(left.connection());
        if (slot == null || slot.state != State.SHARED) return; // closed meanwhile
        requests++;
        serviceNanos += left.ranNanos();
        lastActivity = now;
        pipelines.left(now, slot, left.aheadNanos(), left.ranNanos(), left.clean());
        if (slot.places > 0) return;
        pipelines.end(slot);
        if (outdated(slot) || surplus()) {
            close(now, slot);
        } else if (slot.doubtful) {
            move(now, slot, State.SETTLING);
            effects.add(new PoolEffect.Settle(slot.id));
        } else {
            rest(now, slot);
        }
    }

    private void account(long now, Slot slot) {
        if (slot.state == State.SHARED) {
            requests += slot.places;
            pipelines.end(slot);
        } else {
            requests++;
            serviceNanos += now - slot.since;
        }
        lastActivity = now;
    }

    private static boolean isBusy(Slot slot) {
        return slot.state == State.LENT || slot.state == State.SHARED;
    }

    private int busy() {
        return lent + sharing;
    }

    private void settled(long now, long id, boolean good) {
        var slot = slots.get(id);
        if (slot == null || slot.state != State.SETTLING) return;
        if (good) rest(now, slot);
        else close(now, slot);
    }

    /** Somebody waits for the answer, so the connection's age is looked at afterwards. */
    private void validated(long now, long id, boolean good) {
        var slot = slots.get(id);
        if (slot == null || slot.state != State.VALIDATING) return;
        if (good && !outdated(slot) && !surplus()) makeIdle(now, slot);
        else close(now, slot);
    }

    private void connected(long now, long id) {
        var slot = opening(id);
        breaker = Breaker.closed();
        if (!(mayOpen(now, slots.size() - 1) && slots.size() <= limit())) {
            close(now, slot); // not, or no longer, covered
            return;
        }
        if (usable() == 0) announce(new PoolNews.Started(Duration.ofNanos(now - slot.since)));
        slot.retireAt = now + lifetime();
        rest(now, slot);
    }

    private void connectFailed(long now, long id, DatabaseFault fault) {
        var slot = opening(id);
        remove(slot);
        if (outdated(slot)) return; // it says nothing of what is connected to now
        var before = breaker.outage();
        var open = breaker.failed(now, fault, settings, random);
        breaker = open;
        var code = open.outage().code();
        if (before == null || !before.code().equals(code)) announce(new PoolNews.Failed(code));
        boolean waits = open.outage().isWorthWaiting(now, settings.patience());
        if (usable() == 0 && !waits) failAll(now, fault);
    }

    private Slot opening(long id) {
        var slot = slots.get(id);
        if (slot == null || slot.state != State.OPENING) {
            throw new IllegalStateException("connection " + id + " is not being opened");
        }
        return slot;
    }

    private void closed(long now, long id) {
        var slot = slots.get(id);
        if (slot == null) return;
        if (isBusy(slot)) account(now, slot);
        if (slot.state == State.IDLE) idle.remove(slot);
        remove(slot);
    }

    private void granted(long now, Granted granted) {
        if (!granted.epoch().isAfter(epoch)) return; // late or repeated
        epoch = granted.epoch();
        if (granted.size() != size) announce(new PoolNews.Resized(size, granted.size()));
        size = granted.size();
        boolean toRest = mode == PoolMode.ACTIVE && granted.mode() == PoolMode.DORMANT;
        mode = granted.mode();
        if (toRest) empty(now);
    }

    /**
     * Closes what is idle. Whoever asks afterwards, or waits now, is served by what is lent still,
     * or starts the pool again: without a lease on its floor.
     */
    private void empty(long now) {
        mode = PoolMode.DORMANT;
        requested = false;
        while (waiting.isEmpty() && !idle.isEmpty()) close(now, idle.removeFirst());
        boolean nothingLeft = usable() == 0 && !slots.isEmpty();
        if (nothingLeft && !emptying) beginEmptying();
    }

    private void renewed(long now) {
        generation++;
        breaker = Breaker.closed();
        while (!idle.isEmpty()) close(now, idle.removeFirst());
    }

    private void abort(long now) {
        draining = true;
        for (var waiter : waiting.all()) refuse(waiter.id(), Reason.STOPPING);
        waiting.clear();
        for (var slot : List.copyOf(slots.values())) {
            if (slot.state == State.OPENING || slot.state == State.CLOSING) continue;
            if (isBusy(slot)) account(now, slot);
            close(now, slot);
        }
        idle.clear();
    }

    private void tick(long now) {
        if (now - nextSweep < 0) return;
        nextSweep = now + NANOS_PER_SWEEP;
        boolean mayOpen = permit.mayOpen(now);
        if (mayOpen) { // a frozen node could not replace what is old
            idle.removeIf(slot -> now - slot.retireAt >= 0 && close(now, slot));
        }
        boolean unused = waiting.isEmpty() && busy() == 0;
        boolean warm = !idle.isEmpty() || mode == PoolMode.ACTIVE;
        if (unused && warm && now - lastActivity >= settings.idleLimit().toNanos()) {
            empty(now);
        }
    }

    /** Does all that the pool's state allows now: the one place where anything begins. */
    private void pump(long now) {
        expire(now);
        serve(now);
        refuseUnservable();
        shrink(now);
        open(now);
    }

    private void expire(long now) {
        var late = waiting.takeLate(now);
        var outage = breaker.outage();
        for (var waiter : late) {
            waits.add(now - waiter.since());
            if (outage != null && usable() == 0) {
                effects.add(new PoolEffect.Fail(waiter.id(), outage.fault()));
            } else {
                refuse(waiter.id(), Reason.WAIT_TIMEOUT);
            }
        }
        if (!late.isEmpty()) lastActivity = now;
    }

    /**
     * Serves in the order of arrival, except that who shares does not wait behind who wants a
     * connection alone and has to wait for one to come to rest: as many connections as there are of
     * those take no more meanwhile, so that they do.
     */
    private void serve(long now) {
        var first = waiting.first();
        while (first != null && serve(now, first)) first = waiting.first();
        if (first == null || first.shares()) return;
        pipelines.reserve(waiting.alone());
        var next = waiting.firstSharing();
        while (next != null && place(now, next, emptiest(now))) next = waiting.firstSharing();
    }

    /** Whether something was done for the waiter. */
    private boolean serve(long now, Waiter waiter) {
        if (!waiter.shares()) return lend(now, waiter);
        if (place(now, waiter, closest(now))) return true;
        var shared = emptiest(now);
        boolean enough = pipelines.size() >= Pipelines.SPREAD;
        boolean quick = shared != null && enough && Pipelines.isQuick(shared, settings);
        return (quick && place(now, waiter, shared))
                || lend(now, waiter)
                || place(now, waiter, shared);
    }

    private @Nullable Slot closest(long now) {
        return shares() ? pipelines.closest(now, settings, mayTakeMore(now)) : null;
    }

    private @Nullable Slot emptiest(long now) {
        return shares() ? pipelines.best(now, settings, mayTakeMore(now)) : null;
    }

    private boolean shares() {
        return pipelines.size() > 0 && !surplus();
    }

    private Predicate<Slot> mayTakeMore(long now) {
        return slot -> !outdated(slot) && !isOld(now, slot);
    }

    private boolean place(long now, Waiter waiter, @Nullable Slot slot) {
        if (slot == null) return false;
        took(now, waiter);
        pipelines.join(slot);
        effects.add(new PoolEffect.Join(waiter.id(), slot.id));
        return true;
    }

    private boolean lend(long now, Waiter waiter) {
        if (idle.isEmpty()) return false;
        var slot = idle.getLast();
        boolean stale = now - slot.since >= settings.validateAfter().toNanos();
        if (stale && waiting.size() <= validating) return false;
        idle.removeLast();
        if (stale) {
            move(now, slot, State.VALIDATING);
            effects.add(new PoolEffect.Validate(slot.id));
            return true;
        }
        took(now, waiter);
        if (waiter.shares()) {
            move(now, slot, State.SHARED);
            pipelines.begin(now, slot);
            effects.add(new PoolEffect.Join(waiter.id(), slot.id));
        } else {
            move(now, slot, State.LENT);
            effects.add(new PoolEffect.Lend(waiter.id(), slot.id));
        }
        return true;
    }

    private void took(long now, Waiter waiter) {
        waiting.remove(waiter.id());
        waits.add(now - waiter.since());
    }

    /** Without a grant, requests that came before are served by what is left, and only by that. */
    private void refuseUnservable() {
        if (limit() > 0 || usable() > 0 || waiting.isEmpty()) return;
        var reason = draining ? Reason.STOPPING : Reason.NO_GRANT;
        for (var waiter : waiting.all()) {
            waiting.remove(waiter.id());
            refuse(waiter.id(), reason);
        }
    }

    private void shrink(long now) {
        while (!idle.isEmpty() && surplus()) close(now, idle.removeFirst());
        if (surplusTime.isUp(now)) {
            cutSurplus(now);
            surplusTime.end();
        }
        if (overLimit() > 0) surplusTime.begin(now, settings.drainDeadline());
        else surplusTime.end();
    }

    private int overLimit() {
        return draining ? 0 : Math.max(0, usable() + opening - limit());
    }

    /**
     * Whoever has had a connection for the longest had the most time to give it back. What is put
     * in order or tried has had as long an answer to give. Only what is being opened cannot be
     * closed yet: it is when it is open.
     */
    private void cutSurplus(long now) {
        slots.values().stream()
                .filter(slot -> slot.state != State.OPENING && slot.state != State.CLOSING)
                .sorted(Comparator.comparingLong(slot -> slot.since - now))
                .limit(overLimit())
                .toList()
                .forEach(slot -> {
                    if (isBusy(slot)) account(now, slot);
                    if (slot.state == State.IDLE) idle.remove(slot);
                    close(now, slot);
                });
    }

    private void open(long now) {
        if (!wantsConnection() || breaker.pauseLeft(now) > 0) return;
        if (!mayOpen(now, slots.size())) return;
        assert slots.size() < size : describe();
        breaker = breaker.tried();
        var slot = new Slot(++lastId, generation, now);
        slots.put(slot.id, slot);
        opening++;
        emptying = false;
        effects.add(new PoolEffect.Connect(slot.id));
    }

    /**
     * Without a lease only the first may be opened: that one slot of a grant is never given to
     * another node while this one is silent, so that a long silence stops no environment.
     */
    private boolean mayOpen(long now, int others) {
        return others == 0 || permit.mayOpen(now);
    }

    /** Whether a connection would be opened if time, lease and luck allowed it. */
    private boolean wantsConnection() {
        if (opening > 0 || slots.size() >= limit()) return false;
        int coming = settling + validating;
        boolean warming = mode == PoolMode.ACTIVE && !draining && slots.isEmpty();
        return waiting.size() > coming || warming || crowded();
    }

    /** Whether several share a connection while others could still be opened beside it. */
    private boolean crowded() {
        return idle.isEmpty() && sharing < Pipelines.SPREAD && pipelines.places() > 2 * sharing;
    }

    /** A connection is at rest again: it stays only if it is good, young and covered. */
    private void rest(long now, Slot slot) {
        if (isOld(now, slot) || outdated(slot) || surplus()) {
            close(now, slot);
        } else {
            makeIdle(now, slot);
        }
    }

    /** Only what could be replaced is old. */
    private boolean isOld(long now, Slot slot) {
        return now - slot.retireAt >= 0 && permit.mayOpen(now);
    }

    private void makeIdle(long now, Slot slot) {
        move(now, slot, State.IDLE);
        idle.addLast(slot);
    }

    private boolean surplus() {
        return usable() + opening > keep();
    }

    /** How many connections may stay open. */
    private int keep() {
        boolean finishing = draining || limit() == 0;
        if (!finishing) return limit();
        if (waiting.isEmpty()) return 0;
        return limit() > 0 ? limit() : Integer.MAX_VALUE;
    }

    private int limit() {
        return suspended ? 0 : size;
    }

    private int held() {
        return draining && waiting.isEmpty() ? slots.size() : Math.max(size, slots.size());
    }

    private int usable() {
        return slots.size() - opening - closing;
    }

    private boolean outdated(Slot slot) {
        return slot.generation != generation;
    }

    private void failAll(long now, DatabaseFault fault) {
        for (var waiter : waiting.all()) {
            waits.add(now - waiter.since());
            effects.add(new PoolEffect.Fail(waiter.id(), fault));
        }
        waiting.clear();
        lastActivity = now;
    }

    private long lifetime() {
        long whole = settings.maxLifetime().toNanos();
        return whole - random.nextLong(whole / 10 + 1);
    }

    private void refuse(long waiter, Reason reason) {
        effects.add(new PoolEffect.Refuse(waiter, reason, describe()));
    }

    private void announce(PoolNews news) {
        effects.add(new Announce(news));
    }

    private void announceEnd() {
        if (slots.isEmpty()) {
            if (emptying) announce(new PoolNews.Stopped());
            emptying = false;
            if (waiting.isEmpty() && breaker.outage() == null) requested = false;
        } else if (!emptying && keep() == 0) {
            beginEmptying();
        }
    }

    private void beginEmptying() {
        emptying = true;
        announce(new PoolNews.Draining(slots.size()));
    }

    private boolean close(long now, Slot slot) {
        move(now, slot, State.CLOSING);
        effects.add(new PoolEffect.Close(slot.id));
        return true;
    }

    private void move(long now, Slot slot, State state) {
        count(slot.state, -1);
        count(state, 1);
        slot.state = state;
        slot.since = now;
    }

    private void count(State state, int change) {
        switch (state) {
            case OPENING -> opening += change;
            case LENT -> lent += change;
            case SHARED -> sharing += change;
            case SETTLING -> settling += change;
            case VALIDATING -> validating += change;
            case CLOSING -> closing += change;
            case IDLE -> {} // the queue counts itself
        }
    }

    private void remove(Slot slot) {
        count(slot.state, -1);
        slots.remove(slot.id);
    }

    private void check() {
        assert opening >= 0 && opening <= 1 : "one opening at most, " + describe();
        assert usable() == idle.size() + busy() + settling + validating : describe();
        assert sharing == pipelines.size() : describe();
        assert idle.isEmpty() || waiting.size() <= validating
                : "nobody waits beside what is idle, " + describe();
    }
}
