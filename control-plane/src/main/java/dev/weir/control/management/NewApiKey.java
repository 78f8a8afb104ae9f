package dev.weir.control.management;

import dev.weir.runtime.Secret;

/**
 * A key just made.
 *
 * @param text the key itself, to be shown once
 */
public record NewApiKey(ApiKey key, Secret text) {}
