package dev.weir.events.json;

import dev.weir.events.ApiKeyHash;
import dev.weir.events.BudgetEvent.BudgetReleased;
import dev.weir.events.BudgetEvent.BudgetStopped;
import dev.weir.events.BudgetId;
import dev.weir.events.ClusterId;
import dev.weir.events.DatabaseId;
import dev.weir.events.DecisionMade;
import dev.weir.events.EnvironmentEvent.EnvironmentDefined;
import dev.weir.events.EnvironmentEvent.EnvironmentDeleted;
import dev.weir.events.EnvironmentId;
import dev.weir.events.EnvironmentSettings;
import dev.weir.events.EnvironmentState;
import dev.weir.events.Epoch;
import dev.weir.events.Fact;
import dev.weir.events.Grant;
import dev.weir.events.GrantEvent.Granted;
import dev.weir.events.IncarnationId;
import dev.weir.events.LeaseGranted;
import dev.weir.events.NodeHeartbeat;
import dev.weir.events.NodeId;
import dev.weir.events.NodeLife;
import dev.weir.events.PeerAnnounced;
import dev.weir.events.PoolEvent.PoolDraining;
import dev.weir.events.PoolEvent.PoolFailed;
import dev.weir.events.PoolEvent.PoolReaped;
import dev.weir.events.PoolEvent.PoolRequested;
import dev.weir.events.PoolEvent.PoolResized;
import dev.weir.events.PoolEvent.PoolStarted;
import dev.weir.events.PoolEvent.PoolStopped;
import dev.weir.events.PoolMode;
import dev.weir.events.PoolReport;
import dev.weir.events.PoolState;
import dev.weir.events.ProjectId;
import dev.weir.events.Reap;
import dev.weir.events.RegionId;
import dev.weir.events.SchemaUploaded;
import dev.weir.events.UsageCheckpoint;
import dev.weir.events.UsageRecorded;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes facts of every type out of a seed, the same fact of the same seed. */
final class AnyFact {
    private static final String NAME_ENDS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final Instant FIRST = Instant.parse("2000-01-01T00:00:00Z");

    private final Random random;

    AnyFact(long seed) {
        random = new Random(seed);
    }

    Event event(FactType type) {
        return new Event(text() + "x", "/weir/" + text(), instant(), fact(type));
    }

    Fact fact(FactType type) {
        return switch (type) {
            case ENVIRONMENT_DEFINED -> environmentDefined();
            case ENVIRONMENT_DELETED -> new EnvironmentDeleted(environment(), random.nextLong());
            case GRANT_GRANTED ->
                    new Granted(
                            environment(),
                            database(),
                            epoch(),
                            list(this::grant),
                            list(this::reap));
            case NODE_HEARTBEAT -> heartbeat();
            case LEASE_GRANTED ->
                    new LeaseGranted(life(), random.nextLong(), duration(), random.nextLong());
            case PEER_ANNOUNCED ->
                    new PeerAnnounced(life(), id(40, ClusterId::new), text(), random.nextBoolean());
            case POOL_REQUESTED ->
                    new PoolRequested(database(), environment(), life(), epoch(), random.nextInt());
            case POOL_STARTED ->
                    new PoolStarted(database(), environment(), life(), epoch(), duration());
            case POOL_RESIZED ->
                    new PoolResized(
                            database(),
                            environment(),
                            life(),
                            epoch(),
                            random.nextInt(),
                            random.nextInt());
            case POOL_DRAINING ->
                    new PoolDraining(database(), environment(), life(), epoch(), random.nextInt());
            case POOL_STOPPED -> new PoolStopped(database(), environment(), life(), epoch());
            case POOL_FAILED -> new PoolFailed(database(), environment(), life(), epoch(), text());
            case POOL_REAPED -> new PoolReaped(database(), environment(), life(), epoch(), life());
            case USAGE_RECORDED -> usage();
            case USAGE_SEALED -> sealed();
            case DECISION_MADE -> decision();
            case BUDGET_STOPPED ->
                    new BudgetStopped(
                            id(40, BudgetId::new),
                            random.nextLong(),
                            id(16, ProjectId::new),
                            random.nextBoolean() ? environment() : null,
                            YearMonth.of(1970 + random.nextInt(8_000), 1 + random.nextInt(12)));
            case BUDGET_RELEASED ->
                    new BudgetReleased(
                            id(40, BudgetId::new),
                            random.nextLong(),
                            id(16, ProjectId::new),
                            random.nextBoolean() ? environment() : null,
                            YearMonth.of(1970 + random.nextInt(8_000), 1 + random.nextInt(12)));
            case SCHEMA_UPLOADED ->
                    new SchemaUploaded(
                            environment(),
                            "%016x".formatted(random.nextLong()).repeat(4),
                            text(),
                            instant());
        };
    }

    private EnvironmentDefined environmentDefined() {
        return new EnvironmentDefined(
                environment(),
                random.nextLong(),
                id(16, ProjectId::new),
                text(),
                id(40, RegionId::new),
                database(),
                pick(EnvironmentState.values()),
                positive(),
                text(),
                list(() -> new ApiKeyHash(text(), text())),
                new EnvironmentSettings(
                        duration(), duration(), duration(), duration(), positive(), positive()));
    }

    private NodeHeartbeat heartbeat() {
        return new NodeHeartbeat(
                life(),
                id(40, RegionId::new),
                id(40, ClusterId::new),
                text(),
                random.nextLong(),
                random.nextLong(),
                random.nextInt(),
                random.nextBoolean(),
                list(this::report));
    }

    private PoolReport report() {
        return new PoolReport(
                environment(),
                epoch(),
                pick(PoolState.values()),
                random.nextInt(),
                random.nextInt(),
                random.nextInt(),
                random.nextInt(),
                random.nextInt(),
                duration(),
                random.nextLong(),
                duration(),
                duration());
    }

    private Reap reap() {
        return new Reap(life(), epoch(), random.nextBoolean(), life());
    }

    private Grant grant() {
        return new Grant(
                life(),
                id(40, ClusterId::new),
                text(),
                random.nextInt(Integer.MAX_VALUE),
                pick(PoolMode.values()));
    }

    private UsageRecorded usage() {
        var hour = FIRST.plus(Duration.ofHours(random.nextInt(400_000)));
        long start = random.nextLong(3_600_000_000L);
        long end = start + 1 + random.nextLong(3_600_000_000L - start);
        long cpu = positive();
        long queries = positive();
        long rows = positive();
        long bytes = positive();
        var busy = duration();
        boolean told = random.nextBoolean();
        return new UsageRecorded(
                life(),
                positive(),
                id(40, RegionId::new),
                id(40, ClusterId::new),
                id(16, ProjectId::new),
                environment(),
                hour.plusNanos(start * 1_000),
                hour.plusNanos(end * 1_000),
                cpu,
                cpu + positive(),
                queries,
                rows,
                bytes,
                busy,
                told
                        ? new UsageRecorded.Sums(
                                queries + positive(),
                                rows + positive(),
                                bytes + positive(),
                                busy.plusMillis(positive()))
                        : null,
                told ? hour.plusNanos(start * 1_000) : null);
    }

    private UsageCheckpoint sealed() {
        var from = instant();
        return new UsageCheckpoint(
                life(),
                positive(),
                id(40, RegionId::new),
                id(40, ClusterId::new),
                pick(UsageCheckpoint.Boundary.values()),
                from,
                from.plusMillis(positive()),
                positive(),
                positive(),
                positive(),
                positive());
    }

    private DecisionMade decision() {
        var numbers = new HashMap<String, Double>();
        for (int i = random.nextInt(4); i > 0; i--) {
            numbers.put(text(), (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(40)));
        }
        return new DecisionMade(
                database(), environment(), epoch(), text(), numbers, list(this::grant));
    }

    private EnvironmentId environment() {
        return id(16, EnvironmentId::new);
    }

    private DatabaseId database() {
        return id(16, DatabaseId::new);
    }

    private NodeLife life() {
        return new NodeLife(id(16, NodeId::new), new IncarnationId(letters(4 + random.nextInt(7))));
    }

    private Epoch epoch() {
        return new Epoch(random.nextLong(Long.MAX_VALUE));
    }

    private int positive() {
        return 1 + random.nextInt(Integer.MAX_VALUE - 1);
    }

    private Duration duration() {
        return Duration.ofSeconds(random.nextInt(1_000_000), 1 + random.nextInt(999_999_998));
    }

    private Instant instant() {
        return FIRST.plusNanos(random.nextLong(Long.MAX_VALUE / 4));
    }

    private <T> T id(int longest, Function<String, T> make) {
        int length = 1 + random.nextInt(longest);
        if (length < 3) return make.apply(letters(length));
        return make.apply(letters(1) + "-".repeat(random.nextInt(2)) + letters(length - 2));
    }

    private String letters(int length) {
        var letters = new StringBuilder();
        for (int i = 0; i < length; i++) {
            letters.append(NAME_ENDS.charAt(random.nextInt(NAME_ENDS.length())));
        }
        return letters.toString();
    }

    private String text() {
        var text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.appendCodePoint(pick(new Integer[] {65, 0x22, 0x5c, 0, 0x0a, 0xe9, 0x1f600}));
        }
        return text.toString();
    }

    private <T> T pick(T[] among) {
        return among[random.nextInt(among.length)];
    }

    private <T> List<T> list(Supplier<T> element) {
        var list = new ArrayList<T>();
        for (int i = random.nextInt(4); i > 0; i--) list.add(element.get());
        return list;
    }
}
