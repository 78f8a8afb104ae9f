package dev.weir.data.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What must hold for a value. */
sealed interface Rule {
    /** Whether it holds. A list counts its elements, null counts 0, anything else 1. */
    boolean holds(@Nullable Object value);

    /** As many rows as said. */
    record RowCountEq(long count) implements Rule {
        @Override
        public boolean holds(@Nullable Object value) {
            return rows(value) == count;
        }
    }

    /** Not as many rows as said. */
    record RowCountNeq(long count) implements Rule {
        @Override
        public boolean holds(@Nullable Object value) {
            return rows(value) != count;
        }
    }

    /** The value is this number. */
    record AffectedRowCountEq(long count) implements Rule {
        @Override
        public boolean holds(@Nullable Object value) {
            return value instanceof Number number && number.longValue() == count;
        }
    }

    /** Never holds. */
    record Never() implements Rule {
        @Override
        public boolean holds(@Nullable Object value) {
            return false;
        }
    }

    private static long rows(@Nullable Object value) {
        return switch (value) {
            case null -> 0;
            case List<?> list -> list.size();
            default -> 1;
        };
    }
}
