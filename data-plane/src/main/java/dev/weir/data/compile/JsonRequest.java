package dev.weir.data.compile;

import dev.weir.data.database.IsolationLevel;
import dev.weir.data.plan.JsonText;
import dev.weir.data.plan.ParseBudget;
import dev.weir.data.plan.PlanFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client without an engine asks for. */
public sealed interface JsonRequest {
    /** The most queries of one batch. */
    int MAX_BATCH = 10_000;

    /** One query. */
    record Single(JsonQuery query) implements JsonRequest {}

    /**
     * Several queries with an answer each.
     *
     * @param transaction whether all or none take effect
     * @param isolation of the transaction; null for the database's default
     */
    record Batch(List<JsonQuery> queries, boolean transaction, @Nullable IsolationLevel isolation)
            implements JsonRequest {}

    /**
     * Reads a body, whatever its content type says: 5.x calls it text.
     *
     * @throws PlanFailure 400 P6005 if it is not JSON, not of this form, or asks for an action that
     *     is not known
     */
    static JsonRequest parse(byte[] body, ParseBudget budget) {
        Object json;
        try {
            json = JsonText.read(body, 0, body.length, budget);
        } catch (IOException _) {
            throw PlanFailure.invalid("The request's body is not valid JSON.");
        }
        var object = object(json, "The request's body");
        if (!(object.get("batch") instanceof List<?> batch)) return new Single(query(object));
        if (batch.size() > MAX_BATCH) {
            throw PlanFailure.invalid(
                    "A batch has " + batch.size() + " queries; " + MAX_BATCH + " are the most.");
        }
        var queries = new ArrayList<JsonQuery>(batch.size());
        for (var element : batch) queries.add(query(object(element, "A batch's query")));
        var transaction = object.get("transaction");
        return new Batch(
                List.copyOf(queries),
                transaction instanceof Map,
                transaction instanceof Map<?, ?> map ? isolation(map.get("isolationLevel")) : null);
    }

    private static JsonQuery query(Map<String, @Nullable Object> json) {
        if (json.get("query") instanceof String) {
            throw PlanFailure.invalid(
                    "This client speaks GraphQL. Generate it with the preview feature jsonProtocol,"
                            + " or with Prisma 5 or later.");
        }
        if (!(json.get("action") instanceof String action)) {
            throw PlanFailure.invalid("A query has no 'action'.");
        }
        if (!JsonQuery.COMPILED.contains(action) && !JsonQuery.RAW.contains(action)) {
            throw PlanFailure.invalid("A query's action is not known to this database.");
        }
        var model = json.get("modelName");
        if (model != null && !(model instanceof String)) {
            throw PlanFailure.invalid("A query's 'modelName' is not a string.");
        }
        if (model == null && !JsonQuery.RAW.contains(action)) {
            throw PlanFailure.invalid("A query has no 'modelName'.");
        }
        return new JsonQuery(
                (String) model, action, object(json.get("query"), "A query's 'query'"));
    }

    @SuppressWarnings("unchecked") // JSON objects have text for names
    private static Map<String, @Nullable Object> object(@Nullable Object json, String what) {
        if (json instanceof Map<?, ?> map) return (Map<String, @Nullable Object>) map;
        throw PlanFailure.invalid(what + " is not an object.");
    }

    /**
     * An isolation level in the words of these clients, for example {@code RepeatableRead}.
     *
     * @throws PlanFailure if there is none of that name
     */
    static @Nullable IsolationLevel isolation(@Nullable Object name) {
        if (name == null) return null;
        for (var level : IsolationLevel.values()) {
            if (level.name().replace("_", "").equalsIgnoreCase(String.valueOf(name))) return level;
        }
        throw PlanFailure.invalid("The isolation level is not known.");
    }
}
