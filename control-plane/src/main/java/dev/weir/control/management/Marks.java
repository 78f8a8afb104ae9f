package dev.weir.control.management;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Labels and protection in a command on a project or an environment.
 *
 * @param labels the caller's own names and values; null: as they are, none at first
 * @param deletionProtection whether its deletion is refused; null: as it is, off at first
 */
public record Marks(@Nullable Map<String, String> labels, @Nullable Boolean deletionProtection) {
    /** Neither is named. */
    public static final Marks UNCHANGED = new Marks(null, null);

    /** Copies the labels. */
    public Marks {
        labels = labels == null ? null : Map.copyOf(labels);
    }

    /** The labels, or those that are there. */
    public Map<String, String> labelsOr(Map<String, String> present) {
        return labels == null ? present : labels;
    }

    /** The protection, or the one that is there. */
    public boolean protectionOr(boolean present) {
        return deletionProtection == null ? present : deletionProtection;
    }
}
