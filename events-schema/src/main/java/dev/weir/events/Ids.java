package dev.weir.events;

/**
 * The shapes that ids may have. They are short because a PostgreSQL session carries four of them in
 * its application name, {@code weir/<environment>/<node>/<incarnation>/<n>}, which the server cuts
 * at 63 bytes.
 */
final class Ids {
    private static final int LONGEST_NAME = 16;
    private static final int LONGEST_LONG_NAME = 40;
    private static final int SHORTEST_INCARNATION = 4;
    private static final int LONGEST_INCARNATION = 10;

    private Ids() {}

    static void checkName(String what, String value) {
        if (!isName(value, LONGEST_NAME)) {
            throw wrong(what, value, "1 to 16 of a-z, 0-9 and inner hyphens");
        }
    }

    static void checkLongName(String what, String value) {
        if (!isName(value, LONGEST_LONG_NAME)) {
            throw wrong(what, value, "1 to 40 of a-z, 0-9 and inner hyphens");
        }
    }

    static void checkIncarnation(String value) {
        boolean right =
                value.length() >= SHORTEST_INCARNATION
                        && value.length() <= LONGEST_INCARNATION
                        && value.indexOf('-') < 0
                        && isName(value, LONGEST_INCARNATION);
        if (!right) throw wrong("incarnation", value, "4 to 10 of a-z and 0-9");
    }

    // By hand: a usage record has six ids, and the patterns for them took as long as its signature.
    private static boolean isName(String value, int longest) {
        int length = value.length();
        if (length == 0 || length > longest) return false;
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            boolean inner = i > 0 && i < length - 1;
            boolean right = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '-' && inner);
            if (!right) return false;
        }
        return true;
    }

    private static IllegalArgumentException wrong(String what, String value, String rule) {
        return new IllegalArgumentException(what + " id must be " + rule + ": '" + value + "'");
    }
}
