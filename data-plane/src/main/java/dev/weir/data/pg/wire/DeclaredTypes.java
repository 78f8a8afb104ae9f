package dev.weir.data.pg.wire;

import dev.weir.data.database.ArgumentType;
import dev.weir.data.database.Statement;
import java.util.Map;

/** The types that a caller declares for a statement's parameters, as the server numbers them. */
final class DeclaredTypes {
    private static final int[] NONE = {};

    /** A type's number and that of its array. */
    private record Numbers(int scalar, int array) {}

    private static final Map<String, Numbers> TYPES =
            Map.of(
                    "BOOL", new Numbers(16, 1000),
                    "BYTEA", new Numbers(17, 1001),
                    "INT8", new Numbers(20, 1016),
                    "INT4", new Numbers(23, 1007),
                    "TEXT", new Numbers(25, 1009),
                    "TIMESTAMPTZ", new Numbers(1184, 1185),
                    "NUMERIC", new Numbers(1700, 1231),
                    "JSONB", new Numbers(3802, 3807));

    private DeclaredTypes() {}

    /** One per argument, 0 for each that the server takes from its place; empty for none at all. */
    static int[] of(Statement statement) {
        for (ArgumentType type : statement.types()) {
            if (type.declared()) {
                return statement.types().stream().mapToInt(DeclaredTypes::number).toArray();
            }
        }
        return NONE;
    }

    private static int number(ArgumentType type) {
        String name = type.databaseType();
        Numbers known = type.declared() && name != null ? TYPES.get(name) : null;
        if (known == null) {
            return 0;
        }
        return type.list() ? known.array() : known.scalar();
    }
}
