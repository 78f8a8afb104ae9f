package dev.weir.data.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.weir.data.compile.JsonRequest;
import dev.weir.data.database.IsolationLevel;
import dev.weir.data.plan.PlanFailure;
import dev.weir.data.transaction.TransactionStart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request that begins a transaction.
 *
 * @param within the id of the transaction to nest it in; empty for none
 */
public record StartRequest(TransactionStart wanted, String within) {
    private static final JsonFactory JSON = new JsonFactory();

    /** Prisma's own defaults. */
    private static final long TIMEOUT_MILLIS = 5_000;

    private static final long MAX_WAIT_MILLIS = 2_000;

    /**
     * Reads a body; an empty one stands for all defaults. Prisma 5 and 6 have member names of their
     * own.
     *
     * @throws PlanFailure if it is not JSON, or not of this form; the message names the place
     */
    public static StartRequest parse(byte[] body) {
        long timeout = TIMEOUT_MILLIS;
        long maxWait = MAX_WAIT_MILLIS;
        IsolationLevel isolation = null;
        var within = "";
        if (body.length == 0) return of(timeout, maxWait, isolation, within);
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw PlanFailure.invalid("The request's body must be a JSON object.");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var name = parser.currentName();
                var token = parser.nextToken();
                switch (name) {
                    case "timeout" -> timeout = millis(parser, name, timeout);
                    case "maxWait", "max_wait" -> maxWait = millis(parser, name, maxWait);
                    case "isolationLevel" -> isolation = isolation(text(parser, name));
                    case "isolation_level" -> isolation = JsonRequest.isolation(text(parser, name));
                    case "newTxId" -> within = Objects.requireNonNullElse(text(parser, name), "");
                    default -> {
                        if (token.isStructStart()) parser.skipChildren();
                    }
                }
            }
            if (parser.nextToken() != null) {
                throw PlanFailure.invalid("The request's body has text after its JSON object.");
            }
            return of(timeout, maxWait, isolation, within);
        } catch (JsonParseException e) {
            var at = e.getLocation();
            throw PlanFailure.invalid(
                    "The request's body is not JSON: see line "
                            + at.getLineNr()
                            + ", column "
                            + at.getColumnNr()
                            + ".");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StartRequest of(
            long timeout, long maxWait, @Nullable IsolationLevel isolation, String within) {
        return new StartRequest(new TransactionStart(timeout, maxWait, isolation), within);
    }

    private static long millis(JsonParser parser, String name, long otherwise) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NULL -> otherwise;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                double value = parser.getDoubleValue();
                if (value < 0) throw PlanFailure.invalid(name + " must not be negative.");
                yield (long) Math.max(1, Math.ceil(value));
            }
            default -> throw PlanFailure.invalid(name + " must be a number of milliseconds.");
        };
    }

    private static @Nullable String text(JsonParser parser, String name) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NULL -> null;
            case VALUE_STRING -> parser.getText();
            default -> throw PlanFailure.invalid(name + " must be a string.");
        };
    }

    private static @Nullable IsolationLevel isolation(@Nullable String text) {
        if (text == null) return null;
        for (var level : IsolationLevel.values()) {
            if (level.sql().equals(text)) return level;
        }
        throw PlanFailure.invalid(
                "isolationLevel must be one of "
                        + String.join(
                                ", ",
                                Arrays.stream(IsolationLevel.values())
                                        .map(IsolationLevel::sql)
                                        .toList())
                        + ".");
    }
}
