package dev.weir.control.management;

import dev.weir.events.DatabaseId;

/** Commands on databases. */
public interface Databases {
    /** One database. */
    Result<Database> find(DatabaseId id);

    /** One database, by its id or as {@code host:port}. */
    Result<Database> named(String reference);

    /**
     * Deletes a database that no environment uses, once all its connections are given back. An
     * environment that names the server again makes it anew, with another id and the default limit.
     */
    Result<Done> delete(Request request, DatabaseId id, long revision);

    /** All databases, oldest first. */
    Result<Page<Database>> list(PageRequest page);

    /**
     * Sets the most connections that all nodes together may have open to a database, ever, and the
     * number of these that is kept aside. A limit below what is open takes effect as connections
     * are given back: {@link Database#effectiveLimit} shows how far that has come.
     */
    Result<Database> setLimit(
            Request request, DatabaseId id, long revision, int limit, int reserve);
}
