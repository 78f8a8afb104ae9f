package dev.weir.data.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value in a plan that is known when the plan runs. */
sealed interface Expression {
    /** Known when the plan was made. */
    record Constant(@Nullable Object value) implements Expression {}

    /**
     * A parameter of the request or a binding.
     *
     * @param dateTime whether a text of it stands for an instant
     */
    record Variable(String name, boolean dateTime) implements Expression {}

    /** Made anew. */
    record Generated(Generator generator, List<Expression> arguments) implements Expression {}

    /** A list of values. */
    record Items(List<Expression> items) implements Expression {}
}
