package dev.weir.control.management;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next where the list goes on, for {@link PageRequest#after}; null at its end
 */
public record Page<T>(List<T> items, @Nullable String next) {
    /** Copies the items. */
    public Page {
        items = List.copyOf(items);
    }
}
