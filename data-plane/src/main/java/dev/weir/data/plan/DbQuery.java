package dev.weir.data.plan;

import dev.weir.data.database.ArgumentType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement in a plan. */
sealed interface DbQuery {
    /** The values of its placeholders or fragments, in order. */
    List<Expression> arguments();

    /** The shape of its last result. */
    ShapeCache shapes();

    /** Text that the application wrote. */
    record Raw(String sql, List<Expression> arguments, List<ArgumentType> types, ShapeCache shapes)
            implements DbQuery {}

    /**
     * Text that the client made.
     *
     * @param fixed the ready text, if the number of placeholders does not depend on the arguments
     * @param types one list per argument, of which its placeholders take their types in turn; empty
     *     if nothing is said
     * @param fixedTypes the types of the ready text's placeholders
     */
    record Template(
            List<Fragment> fragments,
            PlaceholderFormat format,
            @Nullable String fixed,
            List<Expression> arguments,
            List<List<ArgumentType>> types,
            List<ArgumentType> fixedTypes,
            boolean chunkable,
            ShapeCache shapes)
            implements DbQuery {}

    /** How a placeholder is written. */
    record PlaceholderFormat(String prefix, boolean numbered) {
        void append(StringBuilder sql, int number) {
            sql.append(prefix);
            if (numbered) {
                sql.append(number);
            }
        }
    }

    /** A part of a template. */
    sealed interface Fragment {
        /** Text as it is. */
        record Text(String text) implements Fragment {}

        /** One placeholder. */
        record Parameter() implements Fragment {}

        /** A list in parentheses with a placeholder per element; {@code (NULL)} if empty. */
        record Tuple(String itemPrefix, String itemSeparator, String itemSuffix)
                implements Fragment {}

        /** Several lists with a placeholder per element. */
        record TupleList(
                String itemPrefix, String itemSeparator, String itemSuffix, String groupSeparator)
                implements Fragment {}
    }
}
