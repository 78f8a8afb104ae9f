package dev.weir.data.pg.wire;

import dev.weir.data.database.DatabaseFault;
import java.util.HashMap;
import java.util.Map;

/**
 * What the server says in an ErrorResponse.
 *
 * @param fatal whether the server ends the session with it
 * @param routine the server's function that reported it, or an empty string
 */
record ServerReport(
        String code, String message, boolean fatal, String routine, Map<String, String> fields) {
    private static final Map<Character, String> NAMES =
            Map.ofEntries(
                    Map.entry('D', "detail"),
                    Map.entry('H', "hint"),
                    Map.entry('P', "position"),
                    Map.entry('p', "internalPosition"),
                    Map.entry('q', "internalQuery"),
                    Map.entry('W', "where"),
                    Map.entry('s', "schema"),
                    Map.entry('t', "table"),
                    Map.entry('c', "column"),
                    Map.entry('d', "dataType"),
                    Map.entry('n', "constraint"),
                    Map.entry('F', "file"),
                    Map.entry('L', "line"),
                    Map.entry('R', "routine"),
                    Map.entry('V', "severity"));

    static ServerReport read(byte[] bytes, int from, int to) {
        String code = "";
        String message = "";
        Map<String, String> fields = new HashMap<>();
        int at = from;
        while (at < to && bytes[at] != 0) {
            char field = (char) bytes[at];
            int found = Framer.endOfText(bytes, at + 1, to);
            int end = found < 0 ? to : found; // a long report was cut within a text
            String value = Cells.text(bytes, at + 1, end);
            switch (field) {
                case 'C' -> code = value;
                case 'M' -> message = value;
                case 'S' -> fields.putIfAbsent("severity", value);
                default -> {
                    String name = NAMES.get(field);
                    if (name != null) {
                        fields.put(name, value);
                    }
                }
            }
            at = end + 1;
        }
        String routine = fields.getOrDefault("routine", "");
        String severity = fields.getOrDefault("severity", "");
        boolean fatal = severity.equals("FATAL") || severity.equals("PANIC");
        return new ServerReport(code, message, fatal, routine, fields);
    }

    DatabaseFault toFault(DatabaseFault.Kind kind) {
        return new DatabaseFault(kind, code, message, fields);
    }
}
