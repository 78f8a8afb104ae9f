package dev.weir.data;

import dev.weir.data.admission.netty.TurnCounts;
import dev.weir.data.compile.worker.CompileWorkers;
import dev.weir.data.compile.worker.QueryPlans;
import dev.weir.data.gateway.Gateway;
import dev.weir.data.http.HttpMetrics;
import dev.weir.data.memory.HeapPressure;
import dev.weir.data.memory.MemoryBudget;
import dev.weir.runtime.admin.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Counts a node's answers. Labels are few: endpoints and codes. */
final class NodeMetrics implements HttpMetrics {
    private static final int MOST_HOLDERS = 10;

    private final MeterRegistry meters;
    private final Map<Outcome, Timer> answered = new ConcurrentHashMap<>();
    private final Map<String, Counter> abandoned = new ConcurrentHashMap<>();

    private record Outcome(String endpoint, int status, String code) {}

    NodeMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Shows how queries of clients without an engine get their plans. */
    void compiling(QueryPlans plans, CompileWorkers workers) {
        FunctionCounter.builder("weir.compile.plans", plans, QueryPlans::hits)
                .description("Queries whose plan was looked for, by whether it was known")
                .tag("found", "true")
                .register(meters);
        FunctionCounter.builder("weir.compile.plans", plans, QueryPlans::misses)
                .description("Queries whose plan was looked for, by whether it was known")
                .tag("found", "false")
                .register(meters);
        Gauge.builder("weir.compile.waiting", workers, CompileWorkers::waiting)
                .description("Compilations that wait for a thread")
                .register(meters);
        Gauge.builder("weir.compile.idle.bytes", plans, QueryPlans::idleBytes)
                .description("Memory of compilers that are kept for their next use")
                .baseUnit("bytes")
                .register(meters);
    }

    /** Shows how long reads wait for others on the connections that they share. */
    void sharing(Agent agent) {
        Gauge.builder(
                        "weir.pool.head.of.line.seconds",
                        agent,
                        of -> of.headOfLine().toNanos() / 1e9)
                .description(
                        "95th percentile of waiting behind others on a shared connection, of the"
                                + " pool where it is longest, since the last heartbeat")
                .register(meters);
    }

    /** Shows how many pools cannot connect to their database. */
    void breakers(Agent agent) {
        breakers("open", agent, Agent::openBreakers);
        breakers("half-open", agent, Agent::halfOpenBreakers);
    }

    private void breakers(String state, Agent agent, ToDoubleFunction<Agent> count) {
        Gauge.builder("weir.pool.breakers", agent, count)
                .description(
                        "Pools whose database cannot be connected to, by whether it is being tried,"
                                + " at the last heartbeat")
                .tag("state", state)
                .register(meters);
    }

    /** Shows how many requests nobody can serve yet. */
    void routing(Gateway gateway) {
        Gauge.builder("weir.requests.unplaced", gateway, Gateway::waiting)
                .description("Requests that wait because no node that can be reached has a grant")
                .register(meters);
    }

    /** Shows who holds how much of the memory of requests, and how much room the heap has. */
    void memory(MemoryBudget bodies, HeapPressure heap, Metrics metrics) {
        gauge(
                "weir.memory.requests.bytes",
                bodies,
                MemoryBudget::used,
                "Memory that requests hold");
        gauge(
                "weir.memory.requests.limit.bytes",
                bodies,
                MemoryBudget::allowed,
                "How much they may hold now; less while the heap has little room");
        gauge(
                "weir.memory.heap.live.bytes",
                heap,
                HeapPressure::live,
                "Heap in use after the last full collection");
        FunctionCounter.builder("weir.memory.refused", bodies, MemoryBudget::refused)
                .description("Requests that were refused memory")
                .register(meters);
        var holders =
                MultiGauge.builder("weir.memory.environment.bytes")
                        .description(
                                "Memory that the requests of an environment hold, of the ten that"
                                        + " hold most, if it is a mebibyte or more")
                        .baseUnit("bytes")
                        .register(meters);
        metrics.beforeScrape(() -> holders.register(largest(bodies), true));
        bodies(bodies);
    }

    private static List<MultiGauge.Row<?>> largest(MemoryBudget bodies) {
        var rows = new ArrayList<MultiGauge.Row<?>>();
        for (var share : bodies.largest(MOST_HOLDERS)) {
            rows.add(MultiGauge.Row.of(Tags.of("environment", share.owner()), share::used));
        }
        return rows;
    }

    private <T> void gauge(String name, T of, ToDoubleFunction<T> value, String description) {
        Gauge.builder(name, of, value).description(description).baseUnit("bytes").register(meters);
    }

    private void bodies(MemoryBudget bodies) {
        Gauge.builder("weir.bodies.bytes", bodies, MemoryBudget::used)
                .description("Memory of the bodies of all requests that the node holds")
                .baseUnit("bytes")
                .register(meters);
        Gauge.builder("weir.bodies.limit.bytes", bodies, MemoryBudget::limit)
                .description("How much it may be; more are refused")
                .baseUnit("bytes")
                .register(meters);
    }

    /** Shows what waits for its environment's turn on the event loops. */
    void turns(TurnCounts turns) {
        Gauge.builder("weir.turns.waiting", turns, TurnCounts::waiting)
                .description("Pieces of work that wait for their environment's turn")
                .register(meters);
        FunctionCounter.builder("weir.turns.waited", turns, TurnCounts::waited)
                .description("Pieces of work that waited for their environment's turn")
                .register(meters);
        FunctionCounter.builder("weir.turns.waited.seconds", turns, TurnCounts::waitedSeconds)
                .description("How long they waited, all together")
                .register(meters);
    }

    @Override
    public void answered(String endpoint, int status, String code, long nanos) {
        answered.computeIfAbsent(new Outcome(endpoint, status, code), this::timer)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Outcome outcome) {
        return Timer.builder("weir.requests")
                .description("Requests answered, by route, status and Prisma's error code")
                .tag("route", outcome.endpoint())
                .tag("status", Integer.toString(outcome.status()))
                .tag("code", outcome.code())
                .publishPercentileHistogram(false)
                .register(meters);
    }

    @Override
    public void abandoned(String endpoint) {
        abandoned
                .computeIfAbsent(
                        endpoint,
                        key ->
                                Counter.builder("weir.requests.abandoned")
                                        .description("Requests whose client left before the answer")
                                        .tag("route", key)
                                        .register(meters))
                .increment();
    }
}
