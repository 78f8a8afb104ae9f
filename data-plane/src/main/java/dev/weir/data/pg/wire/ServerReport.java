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
            Map.of(
                    'D', "detail",
                    'H', "hint",
                    's', "schema",
                    't', "table",
                    'c', "column",
                    'n', "constraint",
                    'V', "severity");

    static ServerReport read(byte[] bytes, int from, int to) {
        String code = "";
        String message = "";
        String routine = "";
        Map<String, String> fields = new HashMap<>();
        int at = from;
        while (at < to && bytes[at] != 0) {
            char field = (char) bytes[at];
            int end = Framer.endOfText(bytes, at + 1, to);
            if (end < 0) {
                throw new ProtocolFault("the server sent an error that ends early");
            }
            String value = Cells.text(bytes, at + 1, end);
            switch (field) {
                case 'C' -> code = value;
                case 'M' -> message = value;
                case 'R' -> routine = value;
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
        String severity = fields.getOrDefault("severity", "");
        boolean fatal = severity.equals("FATAL") || severity.equals("PANIC");
        return new ServerReport(code, message, fatal, routine, fields);
    }

    DatabaseFault toFault(DatabaseFault.Kind kind) {
        return new DatabaseFault(kind, code, message, fields);
    }
}
