package dev.weir.control.management;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list.
 *
 * @param limit how many items at most, 1 to {@value #MOST}; another number is brought within
 * @param after the {@link Page#next} of the part before; null: from the beginning. What is no such
 *     text is refused as {@link Refusal.Invalid}
 * @param name only items of exactly this name; null: all
 * @param projects only projects of these ids and their environments; none: all
 */
public record PageRequest(
        int limit, @Nullable String after, @Nullable String name, Set<String> projects) {
    /** The most items of one page. */
    public static final int MOST = 1_000;

    /** Brings the limit within its bounds. */
    public PageRequest {
        limit = Math.clamp(limit, 1, MOST);
        projects = Set.copyOf(projects);
    }

    /** A part of the whole list. */
    public PageRequest(int limit, @Nullable String after) {
        this(limit, after, null, Set.of());
    }

    /** The first fifty. */
    public static PageRequest first() {
        return new PageRequest(50, null);
    }
}
