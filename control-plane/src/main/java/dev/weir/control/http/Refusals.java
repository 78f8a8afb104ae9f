package dev.weir.control.http;

import dev.weir.control.management.AuditEntry;
import dev.weir.control.management.Refusal;
import dev.weir.control.management.Result;
import dev.weir.runtime.http.Problem;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Maps what management declined to HTTP, in this one place. */
final class Refusals {
    private Refusals() {}

    /** The outcome; a refusal ends the handler with its problem. */
    static <T> T orThrow(Result<T> result) {
        return switch (result) {
            case Result.Ok<T>(var value) -> value;
            case Result.Refused<T>(var refusal) -> throw problemOf(refusal).toException();
        };
    }

    static Problem problemOf(Refusal refusal) {
        return switch (refusal) {
            case Refusal.NotFound(var kind, var id) ->
                    Problem.notFound(
                            kind + "-not-found",
                            "there is no " + kind + " '" + id + "'",
                            "List what there is, or check the id.");
            case Refusal.Conflict(var rule) ->
                    Problem.conflict("conflict", rule, "Bring the two into line and ask again.");
            case Refusal.Stale(var version, var change) ->
                    new Problem(
                            412,
                            "stale",
                            "It has changed since",
                            "the version is " + version + " now" + by(change),
                            "Read it again, and send its etag in If-Match.");
            case Refusal.NameTaken(var kind, var name, var holder) ->
                    Problem.conflict(
                            "name-taken",
                            "the " + kind + " " + holder + " has the name '" + name + "'",
                            "Choose another name, or rename the other " + kind + ".");
            case Refusal.Protected(var kind, var id) ->
                    Problem.conflict(
                            "deletion-protected",
                            "the " + kind + " " + id + " is protected from deletion",
                            "Set its deletionProtection to false first.");
            // A text that the description allows and that is no URL to serve breaks a rule.
            case Refusal.Invalid(var field, var rule) when field.equals("databaseUrl") ->
                    Problem.unprocessable(
                            "invalid-field",
                            field + " " + rule,
                            "Correct the field and ask again.");
            case Refusal.Invalid(var field, var rule) -> invalid(field, rule);
            case Refusal.LimitOutOfRange(var field, var asked, var least, var most) ->
                    Problem.unprocessable(
                            "limit-out-of-range",
                            field + " must be " + least + " to " + most + ", not " + asked,
                            "Choose a limit in that range, or change the other one first.");
        };
    }

    private static String by(@Nullable AuditEntry change) {
        if (change == null) return "";
        return ": "
                + change.actor()
                + " changed it at "
                + change.happenedAt().truncatedTo(ChronoUnit.SECONDS)
                + " ("
                + change.action()
                + ")";
    }

    static Problem aboveMaximum(String rule) {
        return Problem.unprocessable(
                "above-maximum",
                rule,
                "Choose a smaller value, or have the operator raise the maximum (limits.*).");
    }

    static Problem invalid(String field, String rule) {
        return Problem.badRequest(
                "invalid-field", field + " " + rule, "Correct the field and ask again.");
    }
}
