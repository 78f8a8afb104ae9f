package dev.weir.data.pg.wire;

/** The commands after which names at the server may mean something else. */
final class Definitions {
    private Definitions() {}

    /** Whether the command, by its tag, defines objects or runs code that may. */
    static boolean define(String tag) {
        return tag.startsWith("CREATE ")
                || tag.startsWith("ALTER ")
                || tag.startsWith("DROP ")
                || tag.startsWith("IMPORT ")
                || tag.equals("DO")
                || tag.equals("CALL");
    }

    /** Whether the command has dropped all names. DISCARD TEMP, PLANS and SEQUENCES drop none. */
    static boolean dropNames(String tag) {
        return tag.equals("DEALLOCATE ALL") || tag.equals("DISCARD ALL");
    }
}
