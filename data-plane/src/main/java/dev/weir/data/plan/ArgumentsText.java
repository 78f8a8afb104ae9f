package dev.weir.data.plan;

import dev.weir.data.database.Statement;

/** A statement's arguments as clients show them in their query log. */
public final class ArgumentsText {
    private ArgumentsText() {}

    /** A JSON array, for example {@code ["1","0"]}. */
    public static String of(Statement statement) {
        var json = new JsonOutput(Integer.MAX_VALUE);
        JsonText.write(statement.arguments(), json);
        return json.text();
    }
}
