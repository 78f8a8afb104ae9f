package dev.weir.data.sql;

/**
 * How a client wants results.
 *
 * @param rawText every value as the server's text, instead of as JSON numbers, booleans, arrays
 * @param arrayMode rows as arrays, instead of as objects
 */
public record ResultForm(boolean rawText, boolean arrayMode) {}
