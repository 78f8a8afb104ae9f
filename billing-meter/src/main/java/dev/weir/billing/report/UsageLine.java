package dev.weir.billing.report;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Usage of one environment, project, region or cluster in one hour, day or month. What the line is
 * not told apart by is null.
 *
 * @param start inclusive
 * @param end exclusive; the period's own end, also where the report ends before it
 * @param environmentName as the control plane last called it; null when it has not said yet
 * @param cpuMillis whole milliseconds of CPU time
 * @param databaseBusyMillis how long connections were lent, whole milliseconds
 */
public record UsageLine(
        Instant start,
        Instant end,
        @Nullable String environment,
        @Nullable String environmentName,
        @Nullable String project,
        @Nullable String region,
        @Nullable String cluster,
        long cpuMillis,
        long queries,
        long rows,
        long bytesOut,
        long databaseBusyMillis) {
    /** The same line under a name. */
    public UsageLine called(@Nullable String name) {
        return new UsageLine(
                start,
                end,
                environment,
                name,
                project,
                region,
                cluster,
                cpuMillis,
                queries,
                rows,
                bytesOut,
                databaseBusyMillis);
    }

    /** The CPU time in seconds, exactly, with three decimals. */
    public String coreSeconds() {
        return coreSeconds(cpuMillis);
    }

    static String coreSeconds(long cpuMillis) {
        return BigDecimal.valueOf(cpuMillis, 3).toPlainString();
    }
}
