package dev.weir.billing.rollup;

import dev.weir.billing.rollup.Judgement.Countable;
import dev.weir.billing.rollup.Judgement.PutAside;
import dev.weir.billing.rollup.Judgement.Reason;
import dev.weir.events.EnvironmentId;
import dev.weir.events.RegionId;
import dev.weir.events.UsageCheckpoint;
import dev.weir.events.UsageCheckpoint.Boundary;
import dev.weir.events.UsageEvent;
import dev.weir.events.UsageRecorded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Adds up a batch. Whatever the order, repetition and division into batches in which a source's
 * records arrive, the sums come out the same: each (source, sequence) counts once.
 */
public final class UsageReducer {
    /** The most ranges, so the most gaps, that are kept of one source. */
    static final int MAX_RANGES = 10_000;

    private record Claim(SourceId source, EnvironmentId environment) {}

    private final Map<SourceId, SourceState> sources;
    private final Map<RollupKey, Amounts> sums = new LinkedHashMap<>();
    private final Map<Claim, Claimed> claimed = new LinkedHashMap<>();
    private final Map<EnvironmentId, RegionId> environments;
    private final List<UsageCheckpoint> seals = new ArrayList<>();
    private final List<PutAside> putAside = new ArrayList<>();
    private int accepted;
    private int duplicate;

    private UsageReducer(
            Map<SourceId, SourceState> known, Map<EnvironmentId, RegionId> environments) {
        sources = new LinkedHashMap<>(known);
        this.environments = environments;
    }

    /** The sources of which something must be known before the batch can be added up. */
    public static Set<SourceId> sourcesOf(Collection<Judgement> judgements) {
        return judgements.stream()
                .filter(Countable.class::isInstance)
                .map(judgement -> SourceId.of(((Countable) judgement).usage()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The environments of which it must be known where they live. */
    public static Set<EnvironmentId> environmentsOf(Collection<Judgement> judgements) {
        return judgements.stream()
                .map(UsageReducer::recorded)
                .filter(Objects::nonNull)
                .map(UsageRecorded::environment)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static @Nullable UsageRecorded recorded(Judgement judgement) {
        return judgement instanceof Countable(var _, UsageRecorded usage) ? usage : null;
    }

    /**
     * Adds up a batch.
     *
     * @param known what is known of its sources; one that is missing is new
     * @param environments where environments live; one that is missing is unknown, and what is said
     *     of it is put aside
     */
    public static Batch reduce(
            List<Judgement> judgements,
            Map<SourceId, SourceState> known,
            Map<EnvironmentId, RegionId> environments) {
        var reducer = new UsageReducer(known, environments);
        for (var judgement : judgements) {
            switch (judgement) {
                case PutAside aside -> reducer.putAside.add(aside);
                case Countable countable -> reducer.count(countable);
            }
        }
        return new Batch(
                reducer.sums,
                reducer.sources,
                List.copyOf(reducer.claimed.values()),
                reducer.seals,
                reducer.putAside,
                reducer.accepted,
                reducer.duplicate);
    }

    private void count(Countable countable) {
        var usage = countable.usage();
        var id = SourceId.of(usage);
        var before = sources.get(id);
        var received = before == null ? Sequences.NONE : before.received();
        if (received.contains(usage.sequence())) {
            duplicate++;
            return;
        }
        if (usage instanceof UsageRecorded recorded && !isEntitled(countable, recorded)) return;
        var now = received.with(usage.sequence());
        if (now.ranges().size() > MAX_RANGES) {
            putAside.add(
                    new PutAside(
                            countable.logged(),
                            Reason.SCATTERED,
                            "the source has more than " + MAX_RANGES + " gaps"));
            return;
        }
        accepted++;
        sources.put(id, next(before, usage, now, countable.logged().timestamp()));
        switch (usage) {
            case UsageCheckpoint sealed -> seals.add(sealed);
            case UsageRecorded recorded -> {
                sums.merge(RollupKey.of(recorded), Amounts.of(recorded), Amounts::plus);
                claimed.merge(
                        new Claim(id, recorded.environment()), Claimed.of(recorded), Claimed::plus);
            }
        }
    }

    /** A node measures for environments of its own region, and for no other. */
    private boolean isEntitled(Countable countable, UsageRecorded usage) {
        var home = environments.get(usage.environment());
        if (usage.region().equals(home)) return true;
        var reason = home == null ? Reason.UNKNOWN_ENVIRONMENT : Reason.FOREIGN_ENVIRONMENT;
        var detail =
                "of environment "
                        + usage.environment()
                        + (home == null ? ", which is not known" : ", which lives in " + home);
        putAside.add(new PutAside(countable.logged(), reason, detail, usage.environment()));
        return false;
    }

    private static SourceState next(
            @Nullable SourceState before, UsageEvent usage, Sequences received, Instant logged) {
        var seen = completeThrough(usage);
        boolean ends = usage instanceof UsageCheckpoint seal && seal.boundary() == Boundary.END;
        if (before == null) {
            return new SourceState(
                    usage.cluster(),
                    received,
                    seen,
                    received.isContiguous() ? seen : null,
                    logged,
                    ends);
        }
        seen = later(before.seenThrough(), seen);
        return new SourceState(
                before.cluster(),
                received,
                seen,
                received.isContiguous() ? seen : before.sentThrough(),
                later(before.lastSeen(), logged),
                before.ended() || ends);
    }

    private static Instant completeThrough(UsageEvent usage) {
        return switch (usage) {
            case UsageCheckpoint sealed -> sealed.until();
            case UsageRecorded recorded -> {
                var told = recorded.completeThrough();
                yield told == null ? recorded.windowEnd() : told;
            }
        };
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
