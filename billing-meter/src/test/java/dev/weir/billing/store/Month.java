package dev.weir.billing.store;

import dev.weir.billing.ledger.Command;
import dev.weir.billing.ledger.Entry;
import dev.weir.billing.ledger.LedgerCommands;
import dev.weir.billing.rating.Assignment;
import dev.weir.billing.rating.Metric;
import dev.weir.billing.rating.Pricing;
import dev.weir.billing.rating.Rate;
import dev.weir.billing.rollup.Judgement;
import dev.weir.billing.rollup.Records;
import dev.weir.billing.rollup.SourceId;
import dev.weir.billing.rollup.UsageJudge;
import dev.weir.billing.store.intake.EnvironmentStore;
import dev.weir.billing.store.intake.QuarantineStore;
import dev.weir.billing.store.intake.SourceClosing;
import dev.weir.billing.store.intake.UsageStore;
import dev.weir.billing.store.ledger.ClosingStore;
import dev.weir.billing.store.ledger.ExportStore;
import dev.weir.billing.store.ledger.FinanceStore;
import dev.weir.billing.store.reconcile.ReconciliationStore;
import dev.weir.events.ClusterId;
import dev.weir.events.DatabaseId;
import dev.weir.events.EnvironmentEvent.EnvironmentDefined;
import dev.weir.events.EnvironmentEvent.EnvironmentDeleted;
import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.EnvironmentState;
import dev.weir.events.IncarnationId;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.ProjectId;
import dev.weir.events.UsageCheckpoint;
import dev.weir.events.UsageCheckpoint.Boundary;
import dev.weir.events.UsageEvent;
import dev.weir.events.UsageRecorded;
import dev.weir.events.json.FactCodec;
import dev.weir.runtime.LogRecord;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A month that was closed and the one that follows, with everything that can happen in them: two
 * nodes of which one lives twice, seals, a record that never came, records put aside and what
 * became of each, late usage, corrections, budgets, exports.
 */
final class Month implements AutoCloseable {
    static final YearMonth OCTOBER = YearMonth.parse("2026-10");
    static final YearMonth NOVEMBER = YearMonth.parse("2026-11");
    static final List<YearMonth> PERIODS = List.of(OCTOBER, NOVEMBER);

    private final BillingDatabase database = TestStore.fresh();
    final ReconciliationStore reconciliation = new ReconciliationStore(database, "EUR", "Weir");

    private Instant now = Instant.parse("2026-10-01T00:00:00Z");
    private final UsageJudge judge = new UsageJudge(Records.REGION, new FactCodec());
    private final UsageStore usage = new UsageStore(database, Duration.ofHours(1), () -> now);
    private final QuarantineStore sources = new QuarantineStore(database, judge, () -> now);
    private final SourceClosing sourceClosing = new SourceClosing(database, () -> now);
    private final EnvironmentStore environments = new EnvironmentStore(database, () -> now);
    private final FinanceStore finance = new FinanceStore(database, "EUR", () -> now);
    private final ClosingStore closing = new ClosingStore(database, "EUR", Duration.ofHours(1));
    private final ExportStore exports = new ExportStore(database, "EUR", "Weir", () -> now);
    private final Map<String, Long> sequences = new HashMap<>();
    private final Map<String, Long> sums = new HashMap<>();
    private long offset;

    Month() {
        names();
        prices();
        october();
        aside();
        close("2026-11-02T00:00:00Z", OCTOBER);
        november();
    }

    private void names() {
        environments.write(
                List.of(
                        defined("env-1", "shop", "Shop"),
                        defined("env-2", "shop", "Shop, tests"),
                        defined("env-3", "blog", "Blog")));
        environments.write(List.of(new EnvironmentDeleted(new EnvironmentId("env-3"), 2)));
    }

    private static EnvironmentDefined defined(String environment, String project, String name) {
        return new EnvironmentDefined(
                new EnvironmentId(environment),
                1,
                new ProjectId(project),
                name,
                Records.REGION,
                new DatabaseId("db-1"),
                EnvironmentState.ACTIVE,
                5,
                "sealed",
                List.of(),
                EnvironmentSettings.DEFAULTS);
    }

    private void prices() {
        ask(
                "alice",
                new Command.PublishCard(
                        "standard",
                        "Standard",
                        OCTOBER.atDay(1).atStartOfDay(java.time.ZoneOffset.UTC).toInstant(),
                        null,
                        List.of(
                                new Rate(
                                        Metric.CPU,
                                        BigDecimal.ZERO,
                                        new Pricing.PerUnit(new BigDecimal("0.1"))))));
        ask(
                "alice",
                new Command.AssignCard(
                        new Assignment(null, "standard", Instant.parse("2026-10-01T00:00:00Z"))));
        ask("alice", budget("whole", null, "60"));
        ask("alice", budget("gone", new EnvironmentId("env-1"), "1000000"));
        ask("alice", new Command.RemoveBudget("gone"));
    }

    private static Command budget(String id, @Nullable EnvironmentId environment, String amount) {
        return new Command.SetBudget(
                id,
                new ProjectId("shop"),
                environment,
                new BigDecimal(amount),
                List.of(50, 100),
                true);
    }

    private void october() {
        now("2026-10-20T10:00:20Z");
        seal("a1", "k3v9", Boundary.START, "2026-10-03T10:00:00Z", 0);
        use("a1", "k3v9", "2026-10-03T10:00:00Z", "env-1", "shop", 400_222);
        use("a1", "k3v9", "2026-10-03T10:10:00Z", "env-2", "shop", 500_200);
        seal("a1", "k3v9", Boundary.HOUR, "2026-10-03T11:00:00Z", 901_000);
        seal("a1", "k3v9", Boundary.END, "2026-10-03T11:20:00Z", 1);
        seal("a1", "m4w0", Boundary.START, "2026-10-06T10:00:00Z", 0);
        use("a1", "m4w0", "2026-10-06T10:00:00Z", "env-1", "shop", 100);
        seal("b1", "k3v9", Boundary.START, "2026-10-05T10:00:00Z", 0);
        use("b1", "k3v9", "2026-10-05T10:00:00Z", "env-1", "shop", 7_000);
        lost("b1", "k3v9", "env-1", 500);
        use("b1", "k3v9", "2026-10-05T10:20:00Z", "env-1", "shop", 3_000);
        use("b1", "k3v9", "2026-10-05T10:30:00Z", "env-3", "blog", 20_000);
        if (!(sourceClosing.close(source("b1", "k3v9"), "alice")
                instanceof SourceClosing.Repaired)) {
            throw new AssertionError("not repaired");
        }
        closing.watchBudgets(now);
        closing.noteWatermark(now);
    }

    private static SourceId source(String node, String incarnation) {
        return new SourceId(
                Records.REGION, new NodeLife(new NodeId(node), new IncarnationId(incarnation)));
    }

    /** Put aside and counted later; repeated; given up; waiting. */
    private void aside() {
        var late = record("a1", "m4w0", "2026-10-06T11:00:00Z", "late-1", "shop", 40);
        write(late);
        write(late);
        read("not a record");
        read("not a record either");
        environments.write(List.of(defined("late-1", "shop", "Late")));
        for (var aside : sources.aside(QuarantineStore.Asked.WAITING)) {
            if (aside.reason() == Judgement.Reason.UNKNOWN_ENVIRONMENT) {
                sources.drive(aside.id(), "alice");
            }
        }
        sources.discard(sources.aside(QuarantineStore.Asked.WAITING).getLast().id(), "alice");
    }

    private void close(String at, YearMonth period) {
        now(at);
        while (closing.step(now).isPresent()) {}
        for (var format : ExportStore.Format.values()) {
            var _ = exports.make(period, format, OptionalLong.empty()).orElseThrow();
        }
    }

    private void november() {
        now("2026-11-05T10:00:00Z");
        use("a1", "m4w0", "2026-10-28T10:00:00Z", "env-2", "shop", 10_000);
        use("a1", "m4w0", "2026-11-02T10:00:00Z", "env-1", "shop", 150_000);
        seal("a1", "m4w0", Boundary.HOUR, "2026-11-02T11:00:00Z", 160_000);
        propose("-2.50");
        propose("-3.50");
        ask("bob", new Command.ApproveCorrection("correction-1"));
        ask("bob", new Command.RejectCorrection("correction-2"));
        ask("alice", new Command.PostCorrection("correction-1"));
        closing.watchBudgets(now);
        closing.noteWatermark(now);
        var _ =
                exports.make(NOVEMBER, ExportStore.Format.FOCUS_CSV, OptionalLong.empty())
                        .orElseThrow();
    }

    private void propose(String amount) {
        ask(
                "alice",
                new Command.ProposeCorrection(
                        new ProjectId("shop"), null, OCTOBER, new BigDecimal(amount), "agreed"));
    }

    private Entry ask(String by, Command ask) {
        return switch (finance.ask(ask, by)) {
            case LedgerCommands.Done(var entry) -> entry;
            case LedgerCommands.Already(var entry) -> entry;
            case LedgerCommands.Refused(var refusal) -> throw new AssertionError(refusal.detail());
        };
    }

    private void now(String time) {
        now = Instant.parse(time);
    }

    private void use(
            String node,
            String incarnation,
            String start,
            String environment,
            String project,
            long cpu) {
        write(record(node, incarnation, start, environment, project, cpu));
    }

    /** A record that is numbered and summed, and never comes. */
    private void lost(String node, String incarnation, String environment, long cpu) {
        var _ = record(node, incarnation, "2026-10-05T10:10:00Z", environment, "shop", cpu);
    }

    private UsageRecorded record(
            String node,
            String incarnation,
            String start,
            String environment,
            String project,
            long cpu) {
        var from = Instant.parse(start);
        long sum = sums.merge(node + incarnation + environment, cpu, Long::sum);
        return new UsageRecorded(
                new NodeLife(new NodeId(node), new IncarnationId(incarnation)),
                next(node, incarnation),
                Records.REGION,
                new ClusterId("a"),
                new ProjectId(project),
                new EnvironmentId(environment),
                from,
                from.plusSeconds(10),
                cpu,
                sum,
                2 * cpu,
                3 * cpu,
                5 * cpu,
                Duration.ofMillis(7 * cpu),
                new UsageRecorded.Sums(2 * sum, 3 * sum, 5 * sum, Duration.ofMillis(7 * sum)),
                from.plusSeconds(10));
    }

    private void seal(
            String node, String incarnation, Boundary boundary, String until, long cpuMillis) {
        var end = Instant.parse(until);
        write(
                new UsageCheckpoint(
                        new NodeLife(new NodeId(node), new IncarnationId(incarnation)),
                        next(node, incarnation),
                        Records.REGION,
                        new ClusterId("a"),
                        boundary,
                        boundary == Boundary.START ? end : end.minusSeconds(3_600),
                        end,
                        cpuMillis,
                        cpuMillis,
                        cpuMillis,
                        cpuMillis + 5));
    }

    private long next(String node, String incarnation) {
        return sequences.merge(node + incarnation, 1L, Long::sum);
    }

    private void write(UsageEvent event) {
        write(Records.logged(offset++, event.node().value(), Records.bytes(event), now));
    }

    private void read(String text) {
        write(Records.logged(offset++, "a1", text.getBytes(StandardCharsets.UTF_8), now));
    }

    private void write(LogRecord logged) {
        List<Judgement> judged = List.of(judge.judge(logged));
        var _ = usage.write(usage.claim(Records.PARTITION), judged).orElseThrow();
    }

    List<List<String>> rows(String sql) {
        return TestStore.rows(database, sql);
    }

    void execute(String sql) {
        database.write(connection -> {
            try (var statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        });
    }

    /** Does it in a transaction that is rolled back. */
    <T> T undone(EveryRowTest.Work<T> work) {
        return database.write(connection -> {
            var result = work.in(connection);
            connection.rollback();
            return result;
        });
    }

    @Override
    public void close() {
        database.close();
    }
}
