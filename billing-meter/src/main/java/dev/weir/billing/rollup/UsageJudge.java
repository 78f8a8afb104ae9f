package dev.weir.billing.rollup;

import dev.weir.billing.rollup.Judgement.Countable;
import dev.weir.billing.rollup.Judgement.PutAside;
import dev.weir.billing.rollup.Judgement.Reason;
import dev.weir.events.RegionId;
import dev.weir.events.UsageCheckpoint;
import dev.weir.events.UsageEvent;
import dev.weir.events.UsageRecorded;
import dev.weir.events.json.Decoded;
import dev.weir.events.json.FactCodec;
import dev.weir.events.json.Topic;
import dev.weir.runtime.LogRecord;
import java.time.Duration;
import java.util.Optional;

/**
 * Judges records of one region's usage topic. The judgement depends on the record alone, never on
 * the clock, so that a replay judges the same.
 *
 * @param region whose records are counted
 * @param keys of the nodes that must have signed them; empty: nobody must
 */
public record UsageJudge(RegionId region, FactCodec codec, Optional<UsageKeys> keys) {
    /** How far a node's clock may be ahead of the log's. */
    public static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    /** More CPUs than one node has. */
    static final long MAX_CPUS = 1_024;

    /** More connections than one node has open. */
    static final long MAX_CONNECTIONS = 100_000;

    private static final String NEGATIVE = "must not be negative";
    private static final long MAX_QUERIES_PER_MILLI = 10_000;
    private static final long MAX_ROWS_PER_MILLI = 1_000_000;
    private static final long MAX_BYTES_PER_MILLI = 1_000_000_000;

    /** A judge of records that need not be signed. */
    public UsageJudge(RegionId region, FactCodec codec) {
        this(region, codec, Optional.empty());
    }

    /** What the record is worth. Never throws. */
    public Judgement judge(LogRecord logged) {
        var value = logged.value();
        if (value == null) return putAside(logged, Reason.UNREADABLE, "the record has no value");
        return switch (codec.decode(value)) {
            case Decoded.Refused(var reason) when reason.endsWith(NEGATIVE) ->
                    putAside(logged, Reason.NEGATIVE, reason);
            case Decoded.Refused(var reason) -> putAside(logged, Reason.UNREADABLE, reason);
            case Decoded.Read(var event) when event.fact() instanceof UsageEvent usage ->
                    judge(logged, usage);
            case Decoded.Read(var event) ->
                    putAside(
                            logged,
                            Reason.MISPLACED,
                            "not a usage record but " + event.fact().getClass().getSimpleName());
        };
    }

    private Judgement judge(LogRecord logged, UsageEvent usage) {
        if (!usage.region().equals(region)) {
            return putAside(
                    logged, Reason.MISPLACED, "of region " + usage.region() + ", not " + region);
        }
        if (!logged.key().equals(Topic.keyOf(usage))) {
            return putAside(
                    logged, Reason.WRONG_KEY, "of node " + usage.node() + " under another key");
        }
        var signed = keys.isEmpty() || keys.get().verifies(usage, logged.value());
        if (!signed) {
            return putAside(logged, Reason.BAD_MAC, "not signed with the key of " + usage.node());
        }
        var latest = logged.timestamp().plus(CLOCK_TOLERANCE);
        var end =
                switch (usage) {
                    case UsageRecorded recorded -> recorded.windowEnd();
                    case UsageCheckpoint sealed -> sealed.until();
                };
        if (end.isAfter(latest)) {
            return putAside(
                    logged,
                    Reason.FUTURE,
                    "ends " + end + ", the log took it " + logged.timestamp());
        }
        var absurd =
                switch (usage) {
                    case UsageRecorded recorded -> isAbsurd(recorded);
                    case UsageCheckpoint sealed -> isAbsurd(sealed);
                };
        return absurd
                ? putAside(logged, Reason.ABSURD, "more than a node can do in its window")
                : new Countable(logged, usage);
    }

    private static boolean isAbsurd(UsageRecorded usage) {
        // Rounded up: short windows carry over what is left of those before.
        long seconds = Duration.between(usage.windowStart(), usage.windowEnd()).toSeconds() + 1;
        long millis = seconds * 1_000;
        return usage.cpuMillis() > millis * MAX_CPUS
                || usage.queries() > millis * MAX_QUERIES_PER_MILLI
                || usage.rows() > millis * MAX_ROWS_PER_MILLI
                || usage.bytesOut() > millis * MAX_BYTES_PER_MILLI
                || usage.databaseBusy().compareTo(Duration.ofMillis(millis * MAX_CONNECTIONS)) > 0;
    }

    private static boolean isAbsurd(UsageCheckpoint sealed) {
        long seconds = Duration.between(sealed.from(), sealed.until()).toSeconds() + 1;
        // Of all that waited while windows could not be closed, too.
        long most = (seconds + 3_600) * 1_000 * MAX_CPUS;
        return sealed.threadsCpuMillis() > most
                || sealed.attributedCpuMillis() > most
                || sealed.environmentsCpuMillis() > most
                || sealed.processCpuMillis() > most;
    }

    private static PutAside putAside(LogRecord logged, Reason reason, String detail) {
        return new PutAside(logged, reason, detail);
    }
}
