package dev.weir.data.plan;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a request's body once, leaving the plan's part to the cache. */
final class RequestParser {
    private final PlanCache plans;
    private final ParseBudget budget;
    private @Nullable String model;
    private @Nullable String operation;
    private @Nullable Plan plan;
    private Map<String, @Nullable Object> params = Map.of();
    private Map<String, String> comments = Map.of();

    RequestParser(PlanCache plans, ParseBudget budget) {
        this.plans = plans;
        this.budget = budget;
    }

    QueryRequest parse(byte[] body) {
        try (var parser = JsonText.FACTORY.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw PlanFailure.invalid("The request's body is not a JSON object.");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                var name = parser.currentName();
                parser.nextToken();
                member(name, parser, body);
            }
            if (parser.nextToken() != null) {
                throw PlanFailure.invalid("The request's body goes on after its JSON object.");
            }
        } catch (IOException e) {
            throw PlanFailure.invalid("The request's body is not valid JSON" + place(e));
        }
        if (plan == null) {
            throw PlanFailure.invalid("The request has no 'plan'.");
        }
        if (operation == null) {
            throw PlanFailure.invalid("The request has no 'operation'.");
        }
        return new QueryRequest(model, operation, plan, params, comments);
    }

    private void member(String name, JsonParser parser, byte[] body) throws IOException {
        switch (name) {
            case "model" -> model = text(name, parser);
            case "operation" -> operation = text(name, parser);
            case "plan" -> plan = plan(parser, body);
            case "params" -> params = object(name, parser);
            case "comments" -> comments = comments(name, parser);
            default -> parser.skipChildren();
        }
    }

    private Plan plan(JsonParser parser, byte[] body) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw PlanFailure.invalid("The request's 'plan' is not an object.");
        }
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        return plans.get(body, from, (int) parser.currentLocation().getByteOffset(), budget);
    }

    private @Nullable String text(String name, JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> {
                var text = parser.getText();
                budget.text(text.length());
                yield text;
            }
            case VALUE_NULL -> null;
            default -> throw wrong(name, "a string");
        };
    }

    private Map<String, @Nullable Object> object(String name, JsonParser parser)
            throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> JsonText.object(parser, budget);
            case VALUE_NULL -> Map.of();
            default -> throw wrong(name, "an object");
        };
    }

    private Map<String, String> comments(String name, JsonParser parser) throws IOException {
        var comments = new LinkedHashMap<String, String>();
        object(name, parser)
                .forEach((key, value) -> {
                    if (!(value instanceof String text)) {
                        throw wrong(name, "an object of strings");
                    }
                    comments.put(key, text);
                });
        return comments;
    }

    private static PlanFailure wrong(String name, String expected) {
        return PlanFailure.invalid("The request's '" + name + "' is not " + expected + ".");
    }

    /** Where it stopped being JSON; not what stands there, which may be anybody's data. */
    private static String place(IOException e) {
        return e instanceof JsonProcessingException json && json.getLocation() != null
                ? " at byte " + json.getLocation().getByteOffset() + "."
                : ".";
    }
}
