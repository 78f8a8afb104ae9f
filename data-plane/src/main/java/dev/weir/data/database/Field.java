package dev.weir.data.database;

/**
 * A column of a result as the server describes it, for clients that read its text themselves.
 *
 * @param name as the server gave it; several may have the same
 * @param type the server's number of the type
 * @param table the server's number of the table that it comes from; 0 for none
 * @param column its number within that table; 0 for none
 * @param size of the type in bytes; negative for one of variable length
 * @param modifier of the type, for example a length; -1 for none
 * @param kind what the cells hold; {@link ColumnType#TEXT} where nobody asked for it
 * @param list whether the cells are arrays; false where nobody asked for it
 */
public record Field(
        String name,
        int type,
        int table,
        int column,
        int size,
        int modifier,
        ColumnType kind,
        boolean list) {}
