package dev.weir.data.database;

/**
 * A column of a result.
 *
 * @param name as the server gave it; several may have the same
 * @param type what its cells hold
 * @param list whether the cells are arrays: {@link java.util.List}s of the type's form, nested ones
 *     for further dimensions
 * @param databaseType the server's name for the type, for messages; its number where the name is
 *     not known
 */
public record Column(String name, ColumnType type, boolean list, String databaseType) {}
