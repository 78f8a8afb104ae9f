package dev.weir.data.plan;

import dev.weir.data.database.DatabaseFault;
import java.util.Set;

/** The server's error as Prisma's query engines of versions 5 and 6 quote it for raw queries. */
final class EngineMessage {
    /** Errors that those engines know; of all others they quote the whole report. */
    private static final Set<String> KNOWN_TO_ALL =
            Set.of("23503", "42P01", "42703", "40001", "3D000");

    private static final Set<String> KNOWN_TO_6 =
            Set.of("23505", "23502", "22001", "22003", "53300");

    /** Errors of which version 5 quotes the detail. */
    private static final Set<String> DETAILED_BY_5 = Set.of("23505", "23502");

    private EngineMessage() {}

    static String of(DatabaseFault fault, ClientVersion client) {
        var code = fault.code();
        if (KNOWN_TO_ALL.contains(code)) return fault.getMessage();
        if (client.major() >= 6 && KNOWN_TO_6.contains(code)) return fault.getMessage();
        if (client.major() < 6 && DETAILED_BY_5.contains(code)) {
            return fault.fields().getOrDefault("detail", fault.getMessage());
        }
        return whole(fault);
    }

    private static String whole(DatabaseFault fault) {
        var fields = fault.fields();
        var text = new StringBuilder(fields.getOrDefault("severity", "ERROR"));
        text.append(": ").append(fault.getMessage());
        if (fields.get("detail") != null) text.append("\nDETAIL: ").append(fields.get("detail"));
        if (fields.get("hint") != null) text.append("\nHINT: ").append(fields.get("hint"));
        return text.toString();
    }
}
