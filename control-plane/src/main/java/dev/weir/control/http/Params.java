package dev.weir.control.http;

import dev.weir.control.management.EnvironmentRules;
import dev.weir.control.management.Marks;
import dev.weir.control.management.PageRequest;
import dev.weir.control.management.Refusal;
import dev.weir.control.management.StoreFault;
import dev.weir.runtime.http.Answer;
import dev.weir.runtime.http.Handler;
import dev.weir.runtime.http.Problem;
import dev.weir.runtime.http.ProblemException;
import dev.weir.runtime.http.Request;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What requests have in common: pages, etags, idempotency keys. */
final class Params {
    private Params() {}

    static Answer tagged(Answer answer, long version) {
        return answer.withHeader("etag", "\"" + version + "\"");
    }

    static <T> T id(String kind, String text, Function<String, T> read) {
        try {
            return read.apply(text);
        } catch (IllegalArgumentException _) {
            throw Refusals.problemOf(new Refusal.NotFound(kind, text)).toException();
        }
    }

    /** Refuses a database's limit above the operator's. */
    static void databaseLimit(String field, @Nullable Integer limit, EnvironmentRules rules) {
        if (limit == null || limit <= rules.maxDatabaseLimit()) return;
        throw Refusals.aboveMaximum(
                        field
                                + " must be at most "
                                + rules.maxDatabaseLimit()
                                + ", the operator's limit")
                .toException();
    }

    /** What a request names a thing by: nothing has a control character in its id or its name. */
    static String reference(String kind, String text) {
        if (text.chars().noneMatch(Character::isISOControl)) return text;
        throw Refusals.problemOf(new Refusal.NotFound(kind, "\ufffd")).toException();
    }

    /** Labels and protection of a body. */
    static Marks marks(
            @Nullable Map<String, @Nullable String> labels, @Nullable Boolean protection) {
        if (labels == null) return new Marks(null, protection);
        var given = new HashMap<String, String>();
        labels.forEach((name, value) -> {
            if (value == null) {
                throw Refusals.invalid("labels", "must have a text for each name").toException();
            }
            given.put(name, value);
        });
        return new Marks(given, protection);
    }

    static PageRequest page(Request request) {
        return page(request, 50);
    }

    /** The same with another number of items where the request names none. */
    static PageRequest page(Request request, int usual) {
        return new PageRequest(
                request.query("limit").map(Params::pageSize).orElse(usual),
                request.query("after").orElse(null),
                request.query("name").map(name -> reference("item", name)).orElse(null),
                request.caller().scope());
    }

    private static int pageSize(String text) {
        if (text.matches("[0-9]{1,5}")) {
            int size = Integer.parseInt(text);
            if (size >= 1 && size <= PageRequest.MOST) return size;
        }
        throw Refusals.invalid("limit", "must be a number of 1 to " + PageRequest.MOST)
                .toException();
    }

    static dev.weir.control.management.Request by(Request request) {
        var key = request.header("idempotency-key");
        if (key.isPresent() && (key.get().isBlank() || key.get().length() > 200)) {
            throw Refusals.invalid("Idempotency-Key", "must have 1 to 200 characters")
                    .toException();
        }
        return new dev.weir.control.management.Request(request.caller().name(), key.orElse(null));
    }

    /** The version of If-Match; without one, or with {@code *}, the present one. */
    static long version(Request request, LongSupplier present) {
        var tag = request.header("if-match").map(String::strip).filter(text -> !text.equals("*"));
        if (tag.isEmpty()) return present.getAsLong();
        try {
            return Long.parseLong(tag.get().replaceFirst("^W/", "").replace("\"", ""));
        } catch (NumberFormatException _) {
            throw Refusals.invalid("If-Match", "must be the etag of an earlier answer")
                    .toException();
        }
    }

    /** The same for what concerns more than some projects: callers limited to these are refused. */
    static Handler whole(Handler handler) {
        return storing(request -> {
            if (request.caller().scope().isEmpty()) return handler.handle(request);
            throw new Problem(
                            403,
                            "forbidden",
                            "Not permitted",
                            "the token is limited to some projects",
                            "Use a token without projects.")
                    .toException();
        });
    }

    /** A store that is out of reach is 503: the caller may try again, with its idempotency key. */
    static Handler storing(Handler handler) {
        return request -> {
            try {
                return handler.handle(request);
            } catch (StoreFault e) {
                if (!e.isAboutData()) throw storeUnavailable();
                throw Problem.badRequest(
                                "invalid-value",
                                "a value of the request cannot be stored: a text with a NUL"
                                        + " character, or a number that is too large",
                                "Correct it and ask again.")
                        .toException();
            }
        };
    }

    static ProblemException storeUnavailable() {
        return Problem.unavailable(
                        "store-unavailable",
                        "the control plane's store does not answer",
                        "Try again in a moment; repeat a creation with its Idempotency-Key.")
                .toException();
    }
}
