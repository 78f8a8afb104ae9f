package dev.weir.data.sql;

import dev.weir.data.plan.JsonOutput;
import java.util.Map;
import java.util.Set;

/**
 * What a client is told instead of a result: the seventeen members of which the driver makes its
 * {@code NeonDbError}.
 *
 * @param status 400 for all that the driver is to take apart; of any other it shows the text
 * @param code SQLSTATE
 * @param fields the server's further ones, by the names below
 * @param retryAfterSeconds 0 if it is not known when another try may help
 */
public record SqlError(
        int status,
        String code,
        String message,
        Map<String, String> fields,
        int retryAfterSeconds) {
    private static final int MAX_BYTES = 8 << 20;

    private static final Set<String> CLASSES =
            Set.of(
                    "01", "02", "03", "08", "09", "0A", "0B", "0F", "0L", "0P", "0Z", "20", "21",
                    "22", "23", "24", "25", "26", "27", "28", "2B", "2D", "2F", "34", "38", "39",
                    "3B", "3D", "3F", "40", "42", "44", "53", "54", "55", "57", "58", "72", "F0",
                    "HV", "P0", "XX");

    private static final String[] NAMES = {
        "detail",
        "hint",
        "position",
        "internalPosition",
        "internalQuery",
        "where",
        "schema",
        "table",
        "column",
        "dataType",
        "constraint",
        "file",
        "line",
        "routine"
    };

    /** One of our own, which the driver takes apart. */
    public static SqlError of(String code, String message) {
        return new SqlError(400, code, message, Map.of(), 0);
    }

    /** One of our own with another status. */
    public static SqlError of(int status, String code, String message, int retryAfterSeconds) {
        return new SqlError(status, code, message, Map.of(), retryAfterSeconds);
    }

    /**
     * The first two characters of the code where they are one of the SQL standard's or PostgreSQL's
     * classes: an application may raise any code, and metrics bear only so many.
     */
    public String codeClass() {
        var start = code.length() == 5 ? code.substring(0, 2) : "";
        return CLASSES.contains(start) ? start : "other";
    }

    /** As JSON. */
    public JsonOutput json() {
        var out = new JsonOutput(MAX_BYTES);
        out.raw("{\"message\":").string(message).raw(",\"code\":").string(code);
        out.raw(",\"severity\":").string(fields.getOrDefault("severity", "ERROR"));
        for (var name : NAMES) {
            out.raw(",\"").raw(name).raw("\":");
            var value = fields.get(name);
            if (value == null) out.raw("null");
            else out.string(value);
        }
        return out.raw('}');
    }
}
