package dev.weir.data.pg.wire;

import java.util.Set;

/** The commands after which names at the server may mean something else. */
final class Definitions {
    /** First words of the tags of commands that define objects, or run code that may. */
    private static final Set<String> DEFINING =
            Set.of("CREATE", "ALTER", "DROP", "IMPORT", "DO", "CALL");

    /** The tags of commands with which the server drops all names of the session. */
    private static final Set<String> DROPPING = Set.of("DEALLOCATE ALL", "DISCARD ALL");

    private Definitions() {}

    /** Whether the command may have changed the schema. */
    static boolean define(String tag) {
        int space = tag.indexOf(' ');
        return DEFINING.contains(space < 0 ? tag : tag.substring(0, space));
    }

    /** Whether the command has dropped all names. DISCARD TEMP, PLANS and SEQUENCES drop none. */
    static boolean dropNames(String tag) {
        return DROPPING.contains(tag);
    }
}
