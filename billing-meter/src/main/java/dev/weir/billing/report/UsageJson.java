package dev.weir.billing.report;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A report as the value that is written as JSON. Amounts are whole numbers, never fractions. */
public final class UsageJson {
    private UsageJson() {}

    /** The whole answer. */
    public static Map<String, @Nullable Object> write(UsageReport report) {
        var question = report.question();
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("from", question.from());
        json.put("to", question.to());
        json.put("granularity", question.granularity().name().toLowerCase(Locale.ROOT));
        if (question.by() != Grouping.ENVIRONMENT) json.put("by", question.by().word());
        question.environment().ifPresent(id -> json.put("environment", id.value()));
        question.project().ifPresent(id -> json.put("project", id.value()));
        json.put("completeThrough", report.completeThrough());
        json.put("asOf", report.asOf());
        json.put("usage", report.lines().stream().map(UsageJson::line).toList());
        var total = new LinkedHashMap<String, @Nullable Object>();
        amounts(total, report::total);
        json.put("total", total);
        return json;
    }

    private static Map<String, @Nullable Object> line(UsageLine line) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("start", line.start());
        json.put("end", line.end());
        if (line.environment() != null) {
            json.put("environment", line.environment());
            json.put("environmentName", line.environmentName());
        }
        if (line.project() != null) json.put("project", line.project());
        if (line.region() != null) json.put("region", line.region());
        if (line.cluster() != null) json.put("cluster", line.cluster());
        amounts(json, amount -> amount.applyAsLong(line));
        return json;
    }

    private static void amounts(
            Map<String, @Nullable Object> json, Function<ToLongFunction<UsageLine>, Long> of) {
        long cpuMillis = of.apply(UsageLine::cpuMillis);
        json.put("cpuMillis", cpuMillis);
        json.put("coreSeconds", UsageLine.coreSeconds(cpuMillis));
        json.put("queries", of.apply(UsageLine::queries));
        json.put("rows", of.apply(UsageLine::rows));
        json.put("bytesOut", of.apply(UsageLine::bytesOut));
        json.put("databaseBusyMillis", of.apply(UsageLine::databaseBusyMillis));
    }
}
