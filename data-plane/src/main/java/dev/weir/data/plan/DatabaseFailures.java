package dev.weir.data.plan;

import dev.weir.data.database.DatabaseFault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells clients of the database's faults in Prisma's words. */
public final class DatabaseFailures {
    private static final Pattern KEY = Pattern.compile("Key \\(([^)]+)\\)");
    private static final Pattern MISSING_COLUMN = Pattern.compile("column (.+) does not exist");

    private static final Pattern SQLITE_TABLE = Pattern.compile("no such table: (\\S+)");
    private static final Pattern SQLITE_COLUMN =
            Pattern.compile("(?:no such column:|has no column named) (\\S+)");

    private DatabaseFailures() {}

    /**
     * What a client is told of a fault of a statement that a plan made, of a transaction or of a
     * connection.
     */
    public static PlanFailure of(DatabaseFault fault, ClientVersion client) {
        return switch (fault.kind()) {
            case SERVER -> server(fault, client);
            case REFUSED -> fault.code().isEmpty() ? tls(fault) : server(fault, client);
            case UNREACHABLE, CLOSED, BROKEN, TIMEOUT, LATE, TOO_LARGE, ARGUMENT -> way(fault);
        };
    }

    /** What a client is told of a fault of a statement that the application wrote itself. */
    public static PlanFailure ofRaw(DatabaseFault fault, ClientVersion client) {
        if (fault.kind() != DatabaseFault.Kind.SERVER) {
            return of(fault, client);
        }
        var translated = Translated.of(fault, client);
        var cause = translated.cause(fault);
        if (fault.code().equals("23502")) {
            cause.remove("constraint"); // raw failures of all versions name no column
        }
        return new PlanFailure(
                400,
                "P2010",
                "Raw query failed. Code: `%s`. Message: `%s`"
                        .formatted(
                                fault.code().isEmpty() ? "N/A" : fault.code(),
                                client.engine()
                                        ? EngineMessage.of(fault, client)
                                        : fault.getMessage()),
                Map.of("driverAdapterError", driverError(cause)));
    }

    static Map<String, Object> driverError(Map<String, Object> cause) {
        var error = new LinkedHashMap<String, Object>();
        error.put("name", "DriverAdapterError");
        error.put("cause", cause);
        return error;
    }

    private static PlanFailure server(DatabaseFault fault, ClientVersion client) {
        var translated = Translated.of(fault, client);
        var meta = new LinkedHashMap<String, Object>();
        meta.put("driverAdapterError", driverError(translated.cause(fault)));
        var table = translated.details().get("table");
        if (translated.code().equals("P2002") && table != null) {
            meta.put("table", table);
        }
        return new PlanFailure(400, translated.code(), translated.message(), meta);
    }

    private static PlanFailure tls(DatabaseFault fault) {
        return new PlanFailure(
                400,
                "P1011",
                "Error opening a TLS connection: " + fault.getMessage(),
                simple("TlsConnectionError"));
    }

    /** Faults that are not the server's answer to a statement. */
    private static PlanFailure way(DatabaseFault fault) {
        return switch (fault.kind()) {
            case UNREACHABLE ->
                    new PlanFailure(
                            503,
                            "P1001",
                            "Can't reach database server",
                            simple("DatabaseNotReachable"));
            case CLOSED, BROKEN ->
                    new PlanFailure(
                            502,
                            "P1017",
                            "Server has closed the connection.",
                            simple("ConnectionClosed"));
            case TIMEOUT ->
                    new PlanFailure(
                            504,
                            "P6004",
                            "The query ran past its time limit and was cancelled in the database.",
                            Map.of());
            case LATE ->
                    new PlanFailure(
                            504,
                            "P6004",
                            "The query ran past its time limit, and the database did not report"
                                    + " that it was cancelled: it may have taken effect.",
                            Map.of());
            case TOO_LARGE ->
                    new PlanFailure(
                            422,
                            "P6009",
                            "The rows of the query are larger than the response may be.",
                            Map.of());
            case ARGUMENT ->
                    new PlanFailure(
                            400,
                            "P2007",
                            "Invalid input value: " + fault.getMessage(),
                            simple("InvalidInputValue"));
            case SERVER, REFUSED -> throw new AssertionError("the server's answer");
        };
    }

    private static Map<String, Object> simple(String kind) {
        var cause = new LinkedHashMap<String, Object>();
        cause.put("kind", kind);
        return Map.of("driverAdapterError", driverError(cause));
    }

    /** A server's error in Prisma's words. */
    private record Translated(
            String code, String message, String kind, Map<String, Object> details) {

        static Translated of(DatabaseFault fault, ClientVersion client) {
            var message = fault.getMessage();
            return switch (fault.code()) {
                case "23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY" ->
                        unique(fault, client);
                case "23503" -> foreignKey(fault, "ForeignKeyConstraintViolation");
                case "23001" -> foreignKey(fault, "RestrictViolation");
                case "SQLITE_CONSTRAINT_FOREIGNKEY", "SQLITE_CONSTRAINT_TRIGGER" ->
                        new Translated(
                                "P2003",
                                "Foreign key constraint violated on the foreign key",
                                "ForeignKeyConstraintViolation",
                                details("constraint", Map.of("foreignKey", Map.of())));
                case "SQLITE_BUSY" ->
                        new Translated(
                                "P1008", "Operation has timed out", "SocketTimeout", Map.of());
                case "23502", "SQLITE_CONSTRAINT_NOTNULL" -> {
                    var column = fault.fields().get("column");
                    var constraint =
                            column == null
                                    ? null
                                    : Map.<String, Object>of("fields", List.of(column));
                    yield new Translated(
                            "P2011",
                            "Null constraint violation on the " + render(constraint),
                            "NullConstraintViolation",
                            details("constraint", constraint));
                }
                case "22001" -> {
                    var column = fault.fields().get("column");
                    yield new Translated(
                            "P2000",
                            "The provided value for the column is too long for the column's type. Column: "
                                    + known(column),
                            "LengthMismatch",
                            details("column", column));
                }
                case "22003" ->
                        new Translated(
                                "P2020",
                                "Value out of range for the type: " + message,
                                "ValueOutOfRange",
                                details("cause", message));
                case "22P02" ->
                        new Translated(
                                "P2007",
                                "Invalid input value: " + message,
                                "InvalidInputValue",
                                details("message", message));
                case "42P01" -> {
                    var table = quoted(message);
                    yield new Translated(
                            "P2021",
                            "The table `%s` does not exist in the current database."
                                    .formatted(known(table)),
                            "TableDoesNotExist",
                            details("table", table));
                }
                case "42703" -> {
                    var column = missingColumn(message);
                    yield new Translated(
                            "P2022",
                            "The column `%s` does not exist in the current database."
                                    .formatted(known(column)),
                            "ColumnNotFound",
                            details("column", column));
                }
                case "40001", "40P01" ->
                        new Translated(
                                "P2034",
                                "Transaction failed due to a write conflict or a deadlock. Please retry your transaction",
                                "TransactionWriteConflict",
                                Map.of());
                case "53300" ->
                        new Translated(
                                "P2037",
                                "Too many database connections opened: " + message,
                                "TooManyConnections",
                                details("cause", message));
                default -> fault.code().startsWith("SQLITE_") ? sqlite(fault) : connecting(fault);
            };
        }

        /** SQLite says in words which of its errors it is. */
        private static Translated sqlite(DatabaseFault fault) {
            var message = fault.getMessage();
            var table = SQLITE_TABLE.matcher(message);
            if (table.find()) {
                return new Translated(
                        "P2021",
                        "The table `%s` does not exist in the current database."
                                .formatted(table.group(1)),
                        "TableDoesNotExist",
                        details("table", table.group(1)));
            }
            var column = SQLITE_COLUMN.matcher(message);
            if (column.find()) {
                return new Translated(
                        "P2022",
                        "The column `%s` does not exist in the current database."
                                .formatted(column.group(1)),
                        "ColumnNotFound",
                        details("column", column.group(1)));
            }
            long code = Long.parseLong(fault.fields().getOrDefault("extendedCode", "1"));
            var details = details("extendedCode", code);
            details.put("message", message);
            return new Translated(
                    "P2039",
                    "Database error. Code: `%d`. Message: `%s`".formatted(code, message),
                    "sqlite",
                    details);
        }

        private static Translated connecting(DatabaseFault fault) {
            var message = fault.getMessage();
            var name = quoted(message);
            return switch (fault.code()) {
                case "3D000" ->
                        new Translated(
                                "P1003",
                                "Database `%s` does not exist on the database server"
                                        .formatted(known(name)),
                                "DatabaseDoesNotExist",
                                details("db", name));
                case "42P04" ->
                        new Translated(
                                "P1009",
                                "Database `%s` already exists on the database server"
                                        .formatted(known(name)),
                                "DatabaseAlreadyExists",
                                details("db", name));
                case "28P01" ->
                        new Translated(
                                "P1000",
                                "Authentication failed against the database server, the provided database credentials for `%s` are not valid"
                                        .formatted(known(name)),
                                "AuthenticationFailed",
                                details("user", name));
                case "28000" ->
                        new Translated(
                                "P1010",
                                "User was denied access on the database `(not available)`",
                                "DatabaseAccessDenied",
                                Map.of());
                default -> other(fault);
            };
        }

        private static Translated other(DatabaseFault fault) {
            var details = new LinkedHashMap<String, Object>();
            details.put("code", fault.code().isEmpty() ? "N/A" : fault.code());
            details.put("severity", fault.fields().getOrDefault("severity", "N/A"));
            details.put("message", fault.getMessage());
            for (var name : List.of("detail", "column", "hint")) {
                var value = fault.fields().get(name);
                if (value != null) {
                    details.put(name, value);
                }
            }
            return new Translated(
                    "P2039",
                    "Database error. Code: `%s`. Message: `%s`"
                            .formatted(details.get("code"), fault.getMessage()),
                    "postgres",
                    details);
        }

        private static Translated unique(DatabaseFault fault, ClientVersion client) {
            var index = fault.fields().get("constraint");
            var fields = keyFields(fault);
            Map<String, Object> constraint = null;
            if (fields != null && (index == null || client.isBefore(7, 10))) {
                constraint = Map.of("fields", fields);
            } else if (index != null) {
                constraint = Map.of("index", index);
            }
            var details = details("constraint", constraint);
            var table = fault.fields().get("table");
            if (table != null) {
                details.put("table", table);
            }
            return new Translated(
                    "P2002",
                    "Unique constraint failed on the " + render(constraint),
                    "UniqueConstraintViolation",
                    details);
        }

        private static @Nullable List<String> keyFields(DatabaseFault fault) {
            var key = KEY.matcher(fault.fields().getOrDefault("detail", ""));
            return key.find()
                    ? Pattern.compile(", ")
                            .splitAsStream(key.group(1))
                            .map(name -> name.replace("\"", ""))
                            .toList()
                    : null;
        }

        private static Translated foreignKey(DatabaseFault fault, String kind) {
            var column = fault.fields().get("column");
            var index = fault.fields().get("constraint");
            Map<String, Object> constraint = null;
            if (column != null) {
                constraint = Map.of("fields", List.of(column));
            } else if (index != null) {
                constraint = Map.of("index", index);
            }
            return new Translated(
                    "P2003",
                    "Foreign key constraint violated on the " + render(constraint),
                    kind,
                    details("constraint", constraint));
        }

        private static Map<String, Object> details(String name, @Nullable Object value) {
            var details = new LinkedHashMap<String, Object>();
            if (value != null) {
                details.put(name, value);
            }
            return details;
        }

        private static String render(@Nullable Map<String, Object> constraint) {
            if (constraint == null) {
                return "(not available)";
            }
            return constraint.get("fields") instanceof List<?> fields
                    ? "fields: ("
                            + String.join(
                                    ", ", fields.stream().map(field -> "`" + field + "`").toList())
                            + ")"
                    : "constraint: `" + constraint.get("index") + "`";
        }

        private static String known(@Nullable String name) {
            return name == null ? "(not available)" : name;
        }

        /** What stands between the first quotes. */
        private static @Nullable String quoted(String message) {
            int from = message.indexOf('"');
            int to = message.indexOf('"', from + 1);
            return from < 0 || to < 0 ? null : message.substring(from + 1, to);
        }

        private static @Nullable String missingColumn(String message) {
            var column = MISSING_COLUMN.matcher(message);
            return column.matches() ? column.group(1).replace("\"", "") : null;
        }

        Map<String, Object> cause(DatabaseFault fault) {
            var cause = new LinkedHashMap<String, Object>();
            cause.put("originalCode", fault.code());
            cause.put("originalMessage", fault.getMessage());
            cause.put("kind", kind);
            cause.putAll(details);
            return cause;
        }
    }
}
