package dev.weir.control.management;

import org.jspecify.annotations.Nullable;

/**
 * Which part of a list.
 *
 * @param limit how many items at most, 1 to {@value #MOST}; another number is brought within
 * @param after the {@link Page#next} of the part before; null: from the beginning. What is no such
 *     text is refused as {@link Refusal.Invalid}
 */
public record PageRequest(int limit, @Nullable String after) {
    /** The most items of one page. */
    public static final int MOST = 200;

    /** Brings the limit within its bounds. */
    public PageRequest {
        limit = Math.clamp(limit, 1, MOST);
    }

    /** The first fifty. */
    public static PageRequest first() {
        return new PageRequest(50, null);
    }
}
