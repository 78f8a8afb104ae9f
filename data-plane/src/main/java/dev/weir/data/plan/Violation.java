package dev.weir.data.plan;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client is told when a rule does not hold. */
enum Violation {
    RELATION_VIOLATION("P2014") {
        @Override
        String message(Map<String, @Nullable Object> context, @Nullable Object value) {
            return "The change you are trying to make would violate the required relation '%s' between the `%s` and `%s` models."
                    .formatted(
                            context.get("relation"), context.get("modelA"), context.get("modelB"));
        }
    },
    MISSING_RECORD("P2025") {
        @Override
        String message(Map<String, @Nullable Object> context, @Nullable Object value) {
            return DEPENDS + "No record was found for %s.".formatted(context.get("operation"));
        }
    },
    MISSING_RELATED_RECORD("P2025") {
        @Override
        String message(Map<String, @Nullable Object> context, @Nullable Object value) {
            return DEPENDS
                    + "No '%s' record%s was found for %s on %s relation '%s'."
                            .formatted(
                                    context.get("model"),
                                    context.get("neededFor") instanceof String need
                                                    && !need.isEmpty()
                                            ? " (needed to " + need + ")"
                                            : "",
                                    context.get("operation"),
                                    context.get("relationType"),
                                    context.get("relation"));
        }
    },
    INCOMPLETE_CONNECT_INPUT("P2025") {
        @Override
        String message(Map<String, @Nullable Object> context, @Nullable Object value) {
            return DEPENDS
                    + "Expected %s records to be connected, found only %s."
                            .formatted(context.get("expectedRows"), found(value));
        }
    },
    INCOMPLETE_CONNECT_OUTPUT("P2018") {
        @Override
        String message(Map<String, @Nullable Object> context, @Nullable Object value) {
            return "The required connected records were not found. Expected %s records to be connected after connect operation on %s relation '%s', found %s."
                    .formatted(
                            context.get("expectedRows"),
                            context.get("relationType"),
                            context.get("relation"),
                            found(value));
        }
    },
    RECORDS_NOT_CONNECTED("P2017") {
        @Override
        String message(Map<String, @Nullable Object> context, @Nullable Object value) {
            return "The records for relation `%s` between the `%s` and `%s` models are not connected."
                    .formatted(
                            context.get("relation"), context.get("parent"), context.get("child"));
        }
    };

    private static final String DEPENDS =
            "An operation failed because it depends on one or more records that were required but not found. ";

    private final String code;

    Violation(String code) {
        this.code = code;
    }

    abstract String message(Map<String, @Nullable Object> context, @Nullable Object value);

    PlanFailure failure(Map<String, @Nullable Object> context, @Nullable Object value) {
        return new PlanFailure(400, code, message(context, value), context);
    }

    private static String found(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case List<?> list -> Integer.toString(list.size());
            case Number number -> number.toString();
            default -> "1";
        };
    }
}
