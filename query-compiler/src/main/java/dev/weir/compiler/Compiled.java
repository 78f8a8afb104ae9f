package dev.weir.compiler;

/** What the compiler says to a query. */
public sealed interface Compiled {
    /**
     * A plan, or a batch's plans.
     *
     * @param json its text, as {@code JSON.stringify} writes it
     */
    record Made(String json) implements Compiled {}

    /**
     * The query does not fit the schema.
     *
     * @param message for the developer
     * @param code Prisma's error code, for example {@code P2009}; empty if there is none
     * @param meta JSON that clients show the error with; {@code null} if there is none
     */
    record Refused(String message, String code, String meta) implements Compiled {}
}
