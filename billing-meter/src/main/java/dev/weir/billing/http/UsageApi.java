package dev.weir.billing.http;

import dev.weir.billing.report.InvalidQuestion;
import dev.weir.billing.report.UsageCsv;
import dev.weir.billing.report.UsageJson;
import dev.weir.billing.report.UsageQuestion;
import dev.weir.billing.report.UsageReport;
import dev.weir.billing.store.ReportStore;
import dev.weir.billing.store.StoreFault;
import dev.weir.runtime.Secret;
import dev.weir.runtime.http.Access;
import dev.weir.runtime.http.Answer;
import dev.weir.runtime.http.Caller;
import dev.weir.runtime.http.JsonApi;
import dev.weir.runtime.http.Problem;
import dev.weir.runtime.http.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The routes of the billing meter, as {@code /openapi.json} describes them. */
public final class UsageApi {
    private static final Logger LOG = LoggerFactory.getLogger(UsageApi.class);
    private static final String HELP = "GET /openapi.json describes the parameters.";

    private final ReportStore reports;
    private final InstantSource clock;

    private UsageApi(ReportStore reports, InstantSource clock) {
        this.reports = reports;
        this.clock = clock;
    }

    /**
     * The API.
     *
     * @param token whoever sends it may read all
     */
    public static JsonApi of(ReportStore reports, Secret token, InstantSource clock) {
        var api = new UsageApi(reports, clock);
        var document = openApi();
        var expected = token.value().getBytes(StandardCharsets.UTF_8);
        return JsonApi.named("billing")
                .authenticatedBy(sent ->
                        MessageDigest.isEqual(expected, sent.getBytes(StandardCharsets.UTF_8))
                                ? Optional.of(new Caller("admin", Set.of("admin")))
                                : Optional.empty())
                .get("/v1/usage", Access.AUTHENTICATED, api::usage)
                .get(
                        "/openapi.json",
                        Access.PUBLIC,
                        _ -> Answer.bytes(200, "application/json", document))
                .build();
    }

    /** The description of the API, OpenAPI 3.1. */
    public static byte[] openApi() {
        try (var stream = UsageApi.class.getResourceAsStream("openapi.json")) {
            if (stream == null) throw new IllegalStateException("openapi.json is not in the jar");
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer usage(Request request) {
        boolean csv = wantsCsv(request);
        UsageQuestion question;
        try {
            question = UsageQuestion.parse(request::query, clock.instant());
        } catch (InvalidQuestion e) {
            throw invalid(e.parameter(), e.getMessage());
        }
        var report = answer(question);
        return csv ? csv(report) : Answer.ok(UsageJson.write(report));
    }

    private UsageReport answer(UsageQuestion question) {
        try {
            return reports.answer(question)
                    .orElseThrow(() ->
                            Problem.unprocessable(
                                            "too-many-lines",
                                            "the report would have more than "
                                                    + ReportStore.MAX_LINES
                                                    + " lines",
                                            "Ask for less time, one project or one"
                                                    + " environment, or a coarser"
                                                    + " granularity.")
                                    .toException());
        } catch (StoreFault e) {
            LOG.atWarn().setCause(e).log("report failed");
            throw Problem.unavailable(
                            "database-unavailable",
                            "the meter's database does not answer",
                            "Try again in a few seconds.")
                    .toException();
        }
    }

    private static boolean wantsCsv(Request request) {
        var format = request.query("format");
        if (format.isPresent()) {
            return switch (format.get()) {
                case "csv" -> true;
                case "json" -> false;
                default -> throw invalid("format", "format must be json or csv");
            };
        }
        var accept = request.header("accept").orElse("").toLowerCase(Locale.ROOT);
        int csv = accept.indexOf("text/csv");
        int json = accept.indexOf("application/json");
        return csv >= 0 && (json < 0 || csv < json);
    }

    private static dev.weir.runtime.http.ProblemException invalid(
            String parameter, @org.jspecify.annotations.Nullable String detail) {
        return Problem.badRequest(
                        "invalid-parameter",
                        detail == null ? parameter + " is not valid" : detail,
                        HELP)
                .toException();
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
