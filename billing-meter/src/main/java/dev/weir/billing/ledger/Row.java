package dev.weir.billing.ledger;

import dev.weir.billing.ledger.Entry.EnvironmentNamed;
import dev.weir.billing.ledger.Entry.SourceSealed;
import dev.weir.billing.ledger.Entry.StatementIssued;
import dev.weir.billing.ledger.Entry.UsagePosted;
import dev.weir.billing.ledger.Entry.UsageRepaired;
import dev.weir.billing.rollup.Amounts;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * An entry as it stands in the table. Usage has columns, so that the database can add it up; all
 * else has a body, and the columns by which it is found.
 *
 * @param recordedAt by the meter's clock, whole microseconds
 * @param completeThrough all that live nodes measured until then is in this row or before it
 */
public record Row(
        long sequence,
        String kind,
        Instant recordedAt,
        @Nullable Instant completeThrough,
        @Nullable Instant hour,
        @Nullable String environment,
        @Nullable String project,
        @Nullable String region,
        @Nullable String cluster,
        @Nullable Amounts amounts,
        @Nullable String body) {
    /** An entry's row. */
    public static Row of(
            long sequence, Instant recordedAt, @Nullable Instant completeThrough, Entry entry) {
        var kind = Bodies.kind(entry);
        return switch (entry) {
            case UsagePosted usage ->
                    used(sequence, kind, recordedAt, completeThrough, usage, null);
            case UsageRepaired repaired ->
                    used(
                            sequence,
                            kind,
                            recordedAt,
                            completeThrough,
                            repaired.usage(),
                            Bodies.write(entry));
            case EnvironmentNamed named ->
                    new Row(
                            sequence,
                            kind,
                            recordedAt,
                            completeThrough,
                            null,
                            named.environment().value(),
                            null,
                            null,
                            null,
                            null,
                            Bodies.write(entry));
            case StatementIssued issued ->
                    new Row(
                            sequence,
                            kind,
                            recordedAt,
                            completeThrough,
                            issued.statement()
                                    .period()
                                    .atDay(1)
                                    .atStartOfDay(ZoneOffset.UTC)
                                    .toInstant(),
                            null,
                            issued.statement().project().value(),
                            null,
                            null,
                            null,
                            Bodies.write(entry));
            case SourceSealed sealed ->
                    new Row(
                            sequence,
                            kind,
                            recordedAt,
                            completeThrough,
                            sealedHour(sealed.seal().until()),
                            null,
                            null,
                            null,
                            null,
                            null,
                            Bodies.write(entry));
            default ->
                    new Row(
                            sequence,
                            kind,
                            recordedAt,
                            completeThrough,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            Bodies.write(entry));
        };
    }

    /** The hour that a seal is the end of, or stands in. */
    private static Instant sealedHour(Instant until) {
        return until.minusNanos(1).truncatedTo(ChronoUnit.HOURS);
    }

    private static Row used(
            long sequence,
            String kind,
            Instant recordedAt,
            @Nullable Instant completeThrough,
            UsagePosted usage,
            @Nullable String body) {
        return new Row(
                sequence,
                kind,
                recordedAt,
                completeThrough,
                usage.hour(),
                usage.environment().value(),
                usage.project().value(),
                usage.region().value(),
                usage.cluster().value(),
                usage.amounts(),
                body);
    }
}
