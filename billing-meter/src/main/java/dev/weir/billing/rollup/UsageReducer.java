package dev.weir.billing.rollup;

import dev.weir.billing.rollup.Judgement.Countable;
import dev.weir.billing.rollup.Judgement.PutAside;
import dev.weir.billing.rollup.Judgement.Reason;
import dev.weir.events.EnvironmentId;
import dev.weir.events.UsageRecorded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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
    private final List<PutAside> putAside = new ArrayList<>();
    private int accepted;
    private int duplicate;

    private UsageReducer(Map<SourceId, SourceState> known) {
        sources = new LinkedHashMap<>(known);
    }

    /** The sources of which something must be known before the batch can be added up. */
    public static Set<SourceId> sourcesOf(Collection<Judgement> judgements) {
        return judgements.stream()
                .filter(Countable.class::isInstance)
                .map(judgement -> SourceId.of(((Countable) judgement).usage()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Adds up a batch.
     *
     * @param known what is known of its sources; one that is missing is new
     */
    public static Batch reduce(List<Judgement> judgements, Map<SourceId, SourceState> known) {
        var reducer = new UsageReducer(known);
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
        sums.merge(RollupKey.of(usage), Amounts.of(usage), Amounts::plus);
        claimed.merge(
                new Claim(id, usage.environment()),
                new Claimed(
                        id,
                        usage.environment(),
                        usage.cpuMillis(),
                        usage.sequence(),
                        usage.cumulativeCpuMillis()),
                Claimed::plus);
    }

    private static SourceState next(
            @org.jspecify.annotations.Nullable SourceState before,
            UsageRecorded usage,
            Sequences received,
            Instant logged) {
        var seen = usage.windowEnd();
        if (before == null) {
            return new SourceState(
                    usage.cluster(), received, seen, received.isContiguous() ? seen : null, logged);
        }
        seen = later(before.seenThrough(), seen);
        return new SourceState(
                before.cluster(),
                received,
                seen,
                received.isContiguous() ? seen : before.sentThrough(),
                later(before.lastSeen(), logged));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
