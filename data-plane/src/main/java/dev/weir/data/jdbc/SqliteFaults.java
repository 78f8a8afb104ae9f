package dev.weir.data.jdbc;

import dev.weir.data.database.DatabaseFault;
import dev.weir.data.database.DatabaseFault.Kind;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.sqlite.SQLiteException;

/** SQLite's errors, under the names of its result codes. */
final class SqliteFaults {
    /** The driver wraps the library's message: {@code [CODE] explanation (message)}. */
    private static final Pattern WRAPPED =
            Pattern.compile("\\[[A-Z_]+\\] .*? \\((.*)\\)", Pattern.DOTALL);

    private static final Pattern COLUMNS = Pattern.compile(" constraint failed: (.+)");

    private SqliteFaults() {}

    static DatabaseFault of(SQLException failure) {
        var told = String.valueOf(failure.getMessage());
        var wrapped = WRAPPED.matcher(told);
        var message = wrapped.matches() ? wrapped.group(1) : told;
        var code = failure instanceof SQLiteException own ? own.getResultCode().name() : "";
        if (code.startsWith("SQLITE_BUSY")) code = "SQLITE_BUSY";
        if (code.startsWith("SQLITE_IOERR") || code.equals("SQLITE_CORRUPT")) {
            return new DatabaseFault(Kind.BROKEN, code, message, Map.of());
        }
        return new DatabaseFault(Kind.SERVER, code, message, fields(failure, message));
    }

    private static Map<String, String> fields(SQLException failure, String message) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("extendedCode", String.valueOf(failure.getErrorCode() & 0xff));
        var found = COLUMNS.matcher(message);
        if (!found.find()) return fields;
        var names = found.group(1).split(", ", -1);
        int dot = names[0].indexOf('.');
        if (dot > 0) fields.put("table", names[0].substring(0, dot));
        fields.put("column", names[0].substring(dot + 1));
        fields.put(
                "detail",
                "Key ("
                        + java.util.Arrays.stream(names)
                                .map(name -> name.substring(name.indexOf('.') + 1))
                                .collect(Collectors.joining(", "))
                        + ")");
        return fields;
    }
}
