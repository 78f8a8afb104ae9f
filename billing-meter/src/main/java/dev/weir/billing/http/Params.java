package dev.weir.billing.http;

import dev.weir.billing.ledger.Command;
import dev.weir.billing.ledger.Entry;
import dev.weir.billing.ledger.LedgerCommands;
import dev.weir.billing.ledger.Refusal;
import dev.weir.billing.report.InvalidQuestion;
import dev.weir.billing.report.UsageQuestion;
import dev.weir.billing.store.StoreFault;
import dev.weir.billing.store.ledger.FinanceStore;
import dev.weir.billing.store.ledger.LedgerSnapshot;
import dev.weir.events.EnvironmentId;
import dev.weir.events.ProjectId;
import dev.weir.runtime.http.Answer;
import dev.weir.runtime.http.Handler;
import dev.weir.runtime.http.Problem;
import dev.weir.runtime.http.ProblemException;
import dev.weir.runtime.http.Request;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What requests have in common: months, ids, numbers, the state that is asked of. */
final class Params {
    private static final Logger LOG = LoggerFactory.getLogger(Params.class);
    private static final String HELP = "GET /openapi.json describes the parameters.";

    private Params() {}

    static ProblemException invalid(@Nullable String detail) {
        return Problem.badRequest("invalid-parameter", detail == null ? "not valid" : detail, HELP)
                .toException();
    }

    /** What a path names a thing by: nothing has a control character in its id. */
    static String path(Request request, String name) {
        var id = request.path(name);
        if (id.chars().anyMatch(Character::isISOControl)) throw missing(name, "\ufffd");
        return id;
    }

    static YearMonth period(String text) {
        try {
            var period = YearMonth.parse(text);
            if (period.getYear() >= 2000 && period.getYear() <= 2999) return period;
        } catch (DateTimeException _) {
            // said below
        }
        throw invalid("period must be a month like 2026-11");
    }

    static OptionalLong asOf(Request request) {
        try {
            return UsageQuestion.asOf(request.query("asOf"));
        } catch (InvalidQuestion e) {
            throw invalid(e.getMessage());
        }
    }

    static ProjectId project(String text) {
        return ruled(() -> new ProjectId(text));
    }

    static @Nullable EnvironmentId environment(@Nullable String text) {
        return text == null ? null : ruled(() -> new EnvironmentId(text));
    }

    static BigDecimal decimal(String name, @Nullable String text) {
        if (text == null || text.length() > 40) throw invalid(name + " must be a decimal");
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException _) {
            throw invalid(name + " must be a decimal, as a text: \"0.25\"");
        }
    }

    /** What a constructor refuses is the caller's mistake. */
    static <T> T ruled(Supplier<T> making) {
        try {
            return making.get();
        } catch (IllegalArgumentException e) {
            throw invalid(e.getMessage());
        }
    }

    /** Looks at the state of the ledger that is asked of. */
    static <T> T see(FinanceStore store, Request request, Function<LedgerSnapshot, T> looking) {
        return store.see(asOf(request), looking)
                .orElseThrow(() -> invalid("asOf is later than the ledger's newest entry"));
    }

    /** Fields that every answer ends with. */
    static Map<String, @Nullable Object> stamped(
            Map<String, @Nullable Object> answer, LedgerSnapshot sight) {
        var stamped = new LinkedHashMap<>(answer);
        stamped.put("asOf", sight.asOf());
        stamped.put("completeThrough", sight.completeThrough());
        return stamped;
    }

    /** Puts a question to the desk; a refusal is a problem. */
    static Entry ask(FinanceStore store, Command ask, Request request) {
        return switch (ruled(() -> store.ask(ask, request.caller().name()))) {
            case LedgerCommands.Done(var entry) -> entry;
            case LedgerCommands.Already(var entry) -> entry;
            case LedgerCommands.Refused(var refusal) -> throw problem(refusal).toException();
        };
    }

    /**
     * A command that is done only if the budget is as its caller has seen it: If-Match with the
     * etag of an answer, or If-None-Match with {@code *} for a budget that is not there yet.
     */
    static Command conditional(Request request, String budget, Command command) {
        if (request.header("if-none-match").filter("*"::equals).isPresent()) {
            return new Command.IfUnchanged(budget, 0, command);
        }
        var tag = request.header("if-match").map(String::strip).filter(text -> !text.equals("*"));
        if (tag.isEmpty()) return command;
        try {
            var version = tag.get().replaceFirst("^W/", "").replace("\"", "");
            return new Command.IfUnchanged(budget, Integer.parseInt(version), command);
        } catch (NumberFormatException _) {
            throw invalid("If-Match must be the etag of an earlier answer");
        }
    }

    static Answer tagged(Answer answer, int version) {
        return answer.withHeader("etag", "\"" + version + "\"");
    }

    static ProblemException missing(String kind, String id) {
        return Problem.notFound(
                        "not-found",
                        "there is no " + kind + " " + id,
                        "Look at the list for what there is.")
                .toException();
    }

    private static Problem problem(Refusal refusal) {
        return switch (refusal) {
            case Refusal.Unknown(var detail) ->
                    Problem.notFound("not-found", detail, "Look at the list for what there is.");
            case Refusal.Conflicting(var detail) ->
                    Problem.conflict("conflict", detail, "Look at its present state.");
            case Refusal.Stale(var detail) ->
                    new Problem(
                            412,
                            "stale",
                            "It has changed since",
                            detail,
                            "Read it again, and send its etag in If-Match.");
            case Refusal.Impossible(var detail) ->
                    Problem.unprocessable("not-possible", detail, HELP);
            case Refusal.SamePerson(var detail) ->
                    new Problem(
                            403,
                            "second-person-needed",
                            "Not permitted",
                            detail,
                            "Ask another person with the role finance.");
        };
    }

    /** A store that is out of reach is 503. */
    static Handler storing(Handler handler) {
        return request -> {
            try {
                return handler.handle(request);
            } catch (StoreFault e) {
                if (e.isAboutData()) {
                    throw invalid(
                            "a value of the request cannot be stored: a text with a NUL"
                                    + " character, or a number that is too large");
                }
                LOG.atWarn().setCause(e).log("billing question failed");
                throw Problem.unavailable(
                                "database-unavailable",
                                "the meter's database does not answer",
                                "Try again in a few seconds.")
                        .toException();
            }
        };
    }
}
