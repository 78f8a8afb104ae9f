package dev.weir.control.store;

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
}
