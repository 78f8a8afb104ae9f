package dev.weir.data.compile;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A query without its values.
 *
 * @param text the JSON of the query with placeholders in their places: what the compiler sees, and
 *     the key under which its plan is kept
 * @param params the values by placeholder, in the form in which current clients send them
 */
public record QueryShape(String text, Map<String, @Nullable Object> params) {
    /**
     * Takes the values out of a query. Where the schema gives no type for a value, or the value
     * does not fit it, the value stays: the compiler then says what is wrong with it.
     */
    public static QueryShape of(JsonQuery query, SchemaModel schema) {
        return new Parameterization(schema, /* shared= */ true).shape(query);
    }

    /**
     * The same of rows to be created, none of which shares a placeholder: then rows with the same
     * fields have the same shape, whatever their values.
     */
    public static QueryShape ofRows(JsonQuery query, SchemaModel schema) {
        return new Parameterization(schema, /* shared= */ false).shape(query);
    }

    /** The query with all its values, for the words of an error that are to quote it. */
    public static String literal(JsonQuery query) {
        return Parameterization.literal(query);
    }
}
