package dev.weir.control.management;

import dev.weir.runtime.Secret;
import org.jspecify.annotations.Nullable;

/**
 * A service token just made or changed.
 *
 * @param text the token itself, to be shown once; null: it is as it was
 */
public record NewToken(ServiceToken token, @Nullable Secret text) {}
