package dev.weir.data.database;

/**
 * How a statement ended well.
 *
 * @param tag what the server says that it did, for example {@code INSERT 0 2}; empty when there was
 *     nothing to do
 * @param rows how many rows were read or affected
 */
public record Completion(String tag, long rows) {
    /** The tag's first word, for example {@code INSERT}; empty for an empty statement. */
    public String command() {
        int end = tag.indexOf(' ');
        return end < 0 ? tag : tag.substring(0, end);
    }

    /** Whether the tag counts rows: {@code CREATE TABLE} does not. */
    public boolean counts() {
        return !tag.isEmpty() && Character.isDigit(tag.charAt(tag.length() - 1));
    }
}
