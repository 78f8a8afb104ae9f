package dev.weir.runtime;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One key of a process's configuration. {@code node.id} is read from the environment variable
 * {@code WEIR_NODE_ID}, else from the settings file's line {@code node.id=…}, else has its default.
 *
 * @param key lower-case words parted by dots and hyphens
 * @param defaultText the default as one would write it; null: the key is required
 * @param secret whether its value must never be printed
 * @param parse throws {@link IllegalArgumentException} with the rule that the text breaks
 * @param description one sentence for {@code docs/configuration.md}
 */
public record Setting<T>(
        String key,
        @Nullable String defaultText,
        boolean secret,
        Function<String, T> parse,
        String description) {
    /** The environment variable that sets it. */
    public String variable() {
        return "WEIR_" + key.toUpperCase(java.util.Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
