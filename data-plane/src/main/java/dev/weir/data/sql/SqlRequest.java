package dev.weir.data.sql;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.weir.data.effects.SessionEffects;
import dev.weir.data.plan.JsonOutput;
import dev.weir.data.plan.ParseBudget;
import dev.weir.data.plan.PlanFailure;
import dev.weir.data.plan.PlanLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a body asks for: {@code {"query","params"}} or {@code {"queries":[…]}}.
 *
 * @param batch whether it is a list, to be run in one transaction
 */
public record SqlRequest(List<Query> queries, boolean batch) {
    /** Statements of one batch. */
    public static final int MAX_QUERIES = 1_000;

    /** Parameters of one statement: the protocol's own bound. */
    public static final int MAX_PARAMS = 65_535;

    private static final JsonFactory FACTORY =
            new JsonFactoryBuilder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(64)
                                    .maxStringLength(PlanLimits.STRING)
                                    .maxNumberLength(PlanLimits.DIGITS)
                                    .build())
                    .build();

    /**
     * One statement.
     *
     * @param params strings, null, or {@link List}s of these: PostgreSQL's text of each value
     * @param arrayMode what this query wants, whatever the headers say; null if it does not say
     */
    public record Query(String sql, List<@Nullable Object> params, @Nullable Boolean arrayMode) {}

    /**
     * Reads a body.
     *
     * @throws BadRequest if it is not JSON or has another form
     */
    public static SqlRequest parse(byte[] body, ParseBudget budget) {
        try (var parser = FACTORY.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) throw form();
            var request = object(parser, budget);
            if (parser.nextToken() != null) throw form();
            return request;
        } catch (IOException e) {
            throw new BadRequest("The body is not JSON, or deeper or longer than its limits.");
        } catch (PlanFailure e) {
            throw new BadRequest(e.getMessage());
        }
    }

    private static SqlRequest object(JsonParser parser, ParseBudget budget) throws IOException {
        String sql = null;
        List<@Nullable Object> params = List.of();
        Boolean arrayMode = null;
        List<Query> queries = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "query" -> sql = text(parser, budget);
                case "params" -> params = params(parser, budget);
                case "arrayMode" -> arrayMode = flag(parser);
                case "queries" -> queries = queries(parser, budget);
                default -> parser.skipChildren();
            }
        }
        if (queries != null && sql == null) return new SqlRequest(queries, true);
        if (sql == null || queries != null) throw form();
        return new SqlRequest(List.of(new Query(sql, params, arrayMode)), false);
    }

    private static List<Query> queries(JsonParser parser, ParseBudget budget) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) throw form();
        var queries = new ArrayList<Query>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) throw form();
            if (queries.size() == MAX_QUERIES) {
                throw new BadRequest("A batch has at most " + MAX_QUERIES + " queries.");
            }
            budget.object();
            var one = object(parser, budget);
            if (one.batch) throw form();
            one.queries.forEach(SqlRequest::checkMember);
            queries.addAll(one.queries);
        }
        return queries;
    }

    private static List<@Nullable Object> params(JsonParser parser, ParseBudget budget)
            throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) return List.of();
        if (parser.currentToken() != JsonToken.START_ARRAY) throw form();
        var params = new ArrayList<@Nullable Object>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (params.size() == MAX_PARAMS) {
                throw new BadRequest("A query has at most " + MAX_PARAMS + " params.");
            }
            params.add(param(parser, budget));
        }
        return params;
    }

    /** The driver sends strings and nulls only; others may send any JSON. */
    private static @Nullable Object param(JsonParser parser, ParseBudget budget)
            throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE -> {
                var text = parser.getText();
                budget.text(text.length());
                yield text;
            }
            case VALUE_NULL -> {
                budget.scalar();
                yield null;
            }
            case START_ARRAY -> array(parser, budget);
            case START_OBJECT -> {
                budget.object();
                var json = new JsonOutput(PlanLimits.STRING, 0, budget.memory());
                copy(parser, json);
                yield json.text();
            }
            case null, default -> throw form();
        };
    }

    private static List<@Nullable Object> array(JsonParser parser, ParseBudget budget)
            throws IOException {
        budget.array();
        var elements = new ArrayList<@Nullable Object>();
        while (parser.nextToken() != JsonToken.END_ARRAY) elements.add(param(parser, budget));
        return elements;
    }

    /** Copies the value whose first token is the current one; numbers as they were written. */
    private static void copy(JsonParser parser, JsonOutput json) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                char before = '{';
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    json.raw(before).string(parser.currentName()).raw(':');
                    parser.nextToken();
                    copy(parser, json);
                    before = ',';
                }
                json.raw(before == '{' ? "{}" : "}");
            }
            case START_ARRAY -> {
                char before = '[';
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    json.raw(before);
                    copy(parser, json);
                    before = ',';
                }
                json.raw(before == '[' ? "[]" : "]");
            }
            case VALUE_STRING -> json.string(parser.getText());
            case null -> throw form();
            default -> json.raw(parser.getText());
        }
    }

    private static String text(JsonParser parser, ParseBudget budget) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) throw form();
        var text = parser.getText();
        budget.text(text.length());
        return text;
    }

    private static @Nullable Boolean flag(JsonParser parser) {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case null, default -> throw form();
        };
    }

    private static BadRequest form() {
        return new BadRequest(
                "The body must be {\"query\": \"…\", \"params\": […]} or {\"queries\": [{…}, …]}.");
    }

    /** A batch is one transaction, which its members neither end nor begin. */
    private static void checkMember(Query query) {
        if (SessionEffects.controlsTransaction(query.sql())) {
            throw new BadRequest(
                    "A batch is one transaction: it cannot contain BEGIN, COMMIT, ROLLBACK or"
                            + " PREPARE TRANSACTION. Send the statements without them.");
        }
    }
}
