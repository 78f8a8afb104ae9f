package dev.weir.billing.report;

import java.time.Instant;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a question.
 *
 * @param lines by time, then environment
 * @param completeThrough everything that live nodes measured until then is in; null when not even
 *     that can be said: no node was ever heard, or the first record of a live one is missing
 * @param asOf the ledger's sequence number that was answered from: the same question as of the same
 *     number has the same answer for ever
 */
public record UsageReport(
        UsageQuestion question,
        List<UsageLine> lines,
        @Nullable Instant completeThrough,
        long asOf) {
    /** Copies the lines. */
    public UsageReport {
        lines = List.copyOf(lines);
    }

    /** The sum of an amount over all lines. */
    public long total(ToLongFunction<UsageLine> amount) {
        return lines.stream().mapToLong(amount).reduce(0, Math::addExact);
    }
}
