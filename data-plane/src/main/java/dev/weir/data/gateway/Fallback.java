package dev.weir.data.gateway;

/** Places requests again that got no connection of this node. Thread-safe. */
@FunctionalInterface
interface Fallback {
    /**
     * Has the request served elsewhere or later, or answers it.
     *
     * @param cause a {@link dev.weir.data.pool.LoanRefused}, a {@link
     *     dev.weir.data.database.DatabaseFault} in connecting, or a defect; nothing was begun
     */
    void unserved(RequestContext request, Throwable cause);
}
