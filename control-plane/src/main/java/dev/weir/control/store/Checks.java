package dev.weir.control.store;

import dev.weir.control.management.Marks;
import java.util.Map;
import java.util.TreeMap;

/** Rules that several commands share. */
final class Checks {
    /** The highest limit of a database. */
    static final int MAX_CONNECTIONS = 100_000;

    private static final int LONGEST_NAME = 100;

    private Checks() {}

    static String name(String name) {
        var stripped = name.strip();
        if (stripped.isEmpty()
                || stripped.length() > LONGEST_NAME
                || stripped.chars().anyMatch(Character::isISOControl)) {
            throw Refused.invalid(
                    "name", "must be 1 to " + LONGEST_NAME + " characters, no control characters");
        }
        return stripped;
    }

    /**
     * For a creation's fingerprint, which is as it was before for a request that names no marks.
     */
    static String content(Marks marks) {
        if (marks.equals(Marks.UNCHANGED)) return "";
        return "\n" + new TreeMap<>(marks.labelsOr(Map.of())) + "\n" + marks.protectionOr(false);
    }

    /** For the audit log. */
    static String details(Map<String, String> labels, boolean deletionProtection) {
        return (deletionProtection ? " deletionProtection=true" : "")
                + (labels.isEmpty() ? "" : " labels=" + new TreeMap<>(labels));
    }
}
