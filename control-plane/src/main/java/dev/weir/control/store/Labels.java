package dev.weir.control.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Labels: their bounds, and their column, which has names and values by turns. */
final class Labels {
    private static final int MOST = 64;
    private static final int LONGEST_VALUE = 255;
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._/-]{0,61}[A-Za-z0-9])?");

    private Labels() {}

    /** Refuses labels that are too many, too long or of other characters. */
    static void check(Map<String, String> labels) {
        if (labels.size() > MOST) {
            throw Refused.invalid("labels", "must be at most " + MOST + ", not " + labels.size());
        }
        labels.forEach(Labels::check);
    }

    private static void check(String name, String value) {
        if (!NAME.matcher(name).matches()) {
            throw Refused.invalid(
                    "labels",
                    "must have names of 1 to 63 letters, digits and inner '.', '_', '/' and '-'");
        }
        if (value.length() > LONGEST_VALUE || value.chars().anyMatch(Character::isISOControl)) {
            throw Refused.invalid(
                    "labels",
                    "must have values of at most "
                            + LONGEST_VALUE
                            + " characters, no control characters: "
                            + name);
        }
    }

    static Array column(Connection connection, Map<String, String> labels) throws SQLException {
        var texts =
                new TreeMap<>(labels)
                        .entrySet().stream()
                                .flatMap(label -> Stream.of(label.getKey(), label.getValue()))
                                .toArray();
        return connection.createArrayOf("text", texts);
    }

    static Map<String, String> read(ResultSet row) throws SQLException {
        var texts = (String[]) row.getArray("labels").getArray();
        var labels = new HashMap<String, String>();
        for (int i = 0; i < texts.length; i += 2) labels.put(texts[i], texts[i + 1]);
        return labels;
    }
}
