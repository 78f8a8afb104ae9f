package dev.weir.control.management;

import java.util.function.Function;

/** What a call of {@link Management} came to. */
public sealed interface Result<T> {
    /** It was done; this is the outcome. */
    record Ok<T>(T value) implements Result<T> {}

    /** It was declined and nothing has changed. */
    record Refused<T>(Refusal refusal) implements Result<T> {}

    /** The same with another value, if it is one. */
    default <U> Result<U> map(Function<T, U> change) {
        return switch (this) {
            case Ok<T>(var value) -> new Ok<>(change.apply(value));
            case Refused<T>(var refusal) -> new Refused<>(refusal);
        };
    }
}
