package dev.weir.events;

import java.util.regex.Pattern;

/**
 * The shapes that ids may have. They are short because a PostgreSQL session carries four of them in
 * its application name, {@code weir/<environment>/<node>/<incarnation>/<n>}, which the server cuts
 * at 63 bytes.
 */
final class Ids {
    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,14}[a-z0-9])?");
    private static final Pattern LONG_NAME =
            Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?");
    private static final Pattern INCARNATION = Pattern.compile("[a-z0-9]{4,10}");

    private Ids() {}

    static void checkName(String what, String value) {
        check(what, NAME, value, "1 to 16 of a-z, 0-9 and inner hyphens");
    }

    static void checkLongName(String what, String value) {
        check(what, LONG_NAME, value, "1 to 40 of a-z, 0-9 and inner hyphens");
    }

    static void checkIncarnation(String value) {
        check("incarnation", INCARNATION, value, "4 to 10 of a-z and 0-9");
    }

    private static void check(String what, Pattern pattern, String value, String rule) {
        if (!pattern.matcher(value).matches()) {
            throw new IllegalArgumentException(what + " id must be " + rule + ": '" + value + "'");
        }
    }
}
