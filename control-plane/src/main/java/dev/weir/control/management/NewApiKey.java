package dev.weir.control.management;

import dev.weir.runtime.Secret;
import org.jspecify.annotations.Nullable;

/**
 * A key just made or changed.
 *
 * @param text the key itself, to be shown once; null: its secret is as it was
 */
public record NewApiKey(ApiKey key, @Nullable Secret text) {}
