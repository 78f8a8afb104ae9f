package dev.weir.data.agent;

import dev.weir.data.agent.AgentInput.BeatDue;
import dev.weir.data.agent.AgentInput.Close;
import dev.weir.data.agent.AgentInput.Drain;
import dev.weir.data.agent.AgentInput.Gathered;
import dev.weir.data.agent.AgentInput.GrantsHeard;
import dev.weir.data.agent.AgentInput.LeaseHeard;
import dev.weir.data.agent.AgentInput.PoolChanged;
import dev.weir.data.agent.AgentInput.ReportWanted;
import dev.weir.data.agent.AgentInput.SessionsEnded;
import dev.weir.data.agent.AgentInput.Tick;
import dev.weir.data.grant.GrantBook;
import dev.weir.data.grant.Lease;
import dev.weir.data.grant.StallDetector;
import dev.weir.data.pool.PoolEffect.PoolNews;
import dev.weir.events.ClusterId;
import dev.weir.events.EnvironmentId;
import dev.weir.events.Epoch;
import dev.weir.events.LeaseGranted;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeLife;
import dev.weir.events.PoolEvent;
import dev.weir.events.PoolReport;
import dev.weir.events.RegionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides what a life of a node says to the control plane and does on its word. The same inputs at
 * the same times give the same effects. For one thread; the {@link Lease} and the {@link GrantBook}
 * that it keeps may be asked by any.
 */
public final class NodeAgent {
    /**
     * Pools that one heartbeat tells of at most: at about 300 bytes each, the longest there are, it
     * is smaller than an event may be.
     */
    static final int MOST_REPORTS = 3_000;

    private final Self self;
    private final Lease lease;
    private final GrantBook book;
    private final StallDetector stalls;
    private final Reaper reaper = new Reaper();
    private List<AgentEffect> effects = new ArrayList<>();
    private String endpoint = "";
    private long sequence;
    private long term;
    private boolean soon;
    private boolean draining;
    private boolean closed;
    private boolean frozen = true;

    /**
     * Who it is.
     *
     * @param capacity how many connections the node is ready to hold over all environments
     * @param stallLimit standing still for longer costs the lease
     */
    public record Self(
            NodeLife life, RegionId region, ClusterId cluster, int capacity, Duration stallLimit) {}

    /** An agent that has heard nothing yet. */
    public NodeAgent(Self self, Lease lease, long now) {
        this.self = self;
        this.lease = lease;
        this.book = new GrantBook(self.life());
        this.stalls = new StallDetector(self.stallLimit(), now);
    }

    /** Where applications reach the node, from now on. */
    public void servesAt(String address) {
        endpoint = address;
    }

    /** What it knows of grants; any thread may read it. */
    public GrantBook book() {
        return book;
    }

    /**
     * Takes one input.
     *
     * @param now nanoseconds of a monotonic clock, never less than before
     * @return what is to be done
     */
    public List<AgentEffect> on(long now, AgentInput input) {
        effects = new ArrayList<>(2);
        switch (input) {
            case Tick() -> tick(now);
            case BeatDue() -> beat();
            case ReportWanted() -> wantReport();
            case Gathered(var reports) -> speak(now, reports);
            case GrantsHeard(var grants) ->
                    book.apply(grants)
                            .ifPresent(grant -> {
                                effects.add(new AgentEffect.Apply(grant, !draining));
                                reaper.ordered(grant.environment(), grant.reaps(), now);
                            });
            case LeaseHeard(var granted) -> hear(now, granted);
            case PoolChanged(var environment, var epoch, var news) ->
                    announce(environment, epoch, news);
            case SessionsEnded(var environment, var order, var none) -> {
                if (reaper.ended(environment, order, none, now)) reaped(environment, order);
            }
            case Drain() -> {
                draining = true;
                beat();
            }
            case Close() -> {
                closed = true;
                beat();
            }
        }
        return effects;
    }

    private void tick(long now) {
        if (stalls.stalled(now)) {
            lease.stalled();
            effects.add(new AgentEffect.Stalled());
        }
        look(now);
        if (!closed) effects.addAll(reaper.due(now));
    }

    /** Pools look again whenever the right to open connections came or went. */
    private void look(long now) {
        boolean without = !lease.mayOpen(now);
        if (without == frozen) return;
        frozen = without;
        effects.add(new AgentEffect.LookAgain(frozen));
    }

    private void wantReport() {
        if (soon) return;
        soon = true;
        effects.add(new AgentEffect.BeatSoon());
    }

    private void beat() {
        soon = false;
        effects.add(new AgentEffect.Gather(++sequence, closed));
    }

    /** What does not fit into one heartbeat stands in further ones, each with its own number. */
    private void speak(long now, List<PoolReport> reports) {
        publish(now, reports.subList(0, Math.min(reports.size(), MOST_REPORTS)));
        for (int from = MOST_REPORTS; from < reports.size(); from += MOST_REPORTS) {
            sequence++;
            int until = Math.min(reports.size(), from + MOST_REPORTS);
            publish(now, reports.subList(from, until));
        }
    }

    private void publish(long now, List<PoolReport> reports) {
        lease.sent(sequence, now); // before it leaves: the time on the way is not the node's
        effects.add(
                new AgentEffect.Publish(
                        new NodeHeartbeat(
                                self.life(),
                                self.region(),
                                self.cluster(),
                                endpoint,
                                sequence,
                                term,
                                self.capacity(),
                                draining,
                                reports)));
    }

    private void hear(long now, LeaseGranted granted) {
        if (!granted.life().equals(self.life())) return;
        if (granted.term() > term) {
            // Said at once: until it is heard this life is given nothing.
            term = granted.term();
            beat();
        }
        if (granted.timeToLive().isPositive()) {
            lease.answered(granted.heartbeat(), granted.timeToLive());
        }
        look(now);
    }

    private void reaped(EnvironmentId environment, dev.weir.events.Reap order) {
        book.find(environment)
                .ifPresent(grant ->
                        effects.add(
                                new AgentEffect.Publish(
                                        new PoolEvent.PoolReaped(
                                                grant.database(),
                                                environment,
                                                self.life(),
                                                order.epoch(),
                                                order.life()))));
    }

    private void announce(EnvironmentId environment, Epoch epoch, PoolNews news) {
        var database = book.find(environment).map(grant -> grant.database());
        if (database.isEmpty()) return;
        var of = database.get();
        var life = self.life();
        effects.add(
                new AgentEffect.Publish(
                        switch (news) {
                            case PoolNews.Requested(var waiting) ->
                                    new PoolEvent.PoolRequested(
                                            of, environment, life, epoch, waiting);
                            case PoolNews.Started(var took) ->
                                    new PoolEvent.PoolStarted(of, environment, life, epoch, took);
                            case PoolNews.Resized(var from, var to) ->
                                    new PoolEvent.PoolResized(
                                            of, environment, life, epoch, from, to);
                            case PoolNews.Draining(var open) ->
                                    new PoolEvent.PoolDraining(of, environment, life, epoch, open);
                            case PoolNews.Stopped() ->
                                    new PoolEvent.PoolStopped(of, environment, life, epoch);
                            case PoolNews.Failed(var code) ->
                                    new PoolEvent.PoolFailed(of, environment, life, epoch, code);
                        }));
    }
}
