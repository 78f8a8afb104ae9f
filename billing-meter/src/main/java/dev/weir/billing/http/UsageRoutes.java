package dev.weir.billing.http;

import dev.weir.billing.report.InvalidQuestion;
import dev.weir.billing.report.UsageAnswer;
import dev.weir.billing.report.UsageCsv;
import dev.weir.billing.report.UsageJson;
import dev.weir.billing.report.UsageQuestion;
import dev.weir.billing.report.UsageReport;
import dev.weir.billing.store.ledger.ReportStore;
import dev.weir.runtime.http.Answer;
import dev.weir.runtime.http.JsonApi;
import dev.weir.runtime.http.Problem;
import dev.weir.runtime.http.Request;
import java.time.InstantSource;
import java.util.Locale;

/** Usage, as JSON and CSV. */
final class UsageRoutes {
    private final ReportStore reports;
    private final InstantSource clock;

    UsageRoutes(ReportStore reports, InstantSource clock) {
        this.reports = reports;
        this.clock = clock;
    }

    void on(JsonApi.Builder api) {
        api.get("/v1/usage", Roles.USAGE, Params.storing(this::usage));
    }

    private Answer usage(Request request) {
        boolean csv = wantsCsv(request);
        UsageQuestion question;
        try {
            question = UsageQuestion.parse(request::query, clock.instant());
        } catch (InvalidQuestion e) {
            throw Params.invalid(e.getMessage());
        }
        var report = answer(question);
        return csv ? csv(report) : Answer.ok(UsageJson.write(report));
    }

    private UsageReport answer(UsageQuestion question) {
        return switch (reports.answer(question)) {
            case UsageAnswer.Answered(var report) -> report;
            case UsageAnswer.TooLong(int most) ->
                    throw Problem.unprocessable(
                                    "too-many-lines",
                                    "the report would have more than " + most + " lines",
                                    "Ask for less time, one project or one environment, or a"
                                            + " coarser granularity.")
                            .toException();
            case UsageAnswer.NotYet(long newest) ->
                    throw Params.invalid("asOf must be at most " + newest);
        };
    }

    private static boolean wantsCsv(Request request) {
        var format = request.query("format");
        if (format.isPresent()) {
            return switch (format.get()) {
                case "csv" -> true;
                case "json" -> false;
                default -> throw Params.invalid("format must be json or csv");
            };
        }
        var accept = request.header("accept").orElse("").toLowerCase(Locale.ROOT);
        int csv = accept.indexOf("text/csv");
        int json = accept.indexOf("application/json");
        return csv >= 0 && (json < 0 || csv < json);
    }

    /** What stands around the lines in JSON stands in headers here. */
    private static Answer csv(UsageReport report) {
        var complete = report.completeThrough();
        return Answer.text(200, "text/csv", UsageCsv.write(report))
                .withHeader("content-disposition", "attachment; filename=\"weir-usage.csv\"")
                .withHeader("weir-complete-through", complete == null ? "" : complete.toString())
                .withHeader("weir-as-of", Long.toString(report.asOf()));
    }
}
