package dev.weir.events;

/**
 * What a node needs to recognise an API key {@code weir_<environment>_<id>_<secret and checksum>}.
 *
 * @param id the key's own id, part of its text
 * @param hash HMAC-SHA-256 of the whole key under the installation's key-hashing secret, Base64
 *     (URL alphabet, no padding)
 */
public record ApiKeyHash(String id, String hash) {}
