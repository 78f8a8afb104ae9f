package dev.weir.control.management;

import org.jspecify.annotations.Nullable;

/** Why a call was declined. Nothing in it is secret. */
public sealed interface Refusal {
    /**
     * There is no such thing.
     *
     * @param kind project, environment, api-key, database, node or token
     */
    record NotFound(String kind, String id) implements Refusal {}

    /**
     * It does not go with what is there.
     *
     * @param rule what stands against it, a sentence for the caller
     */
    record Conflict(String rule) implements Refusal {}

    /**
     * The thing has changed since the caller saw it.
     *
     * @param version the one it has now
     * @param change the newest entry about it in the audit log; null: there is none
     */
    record Stale(long version, @Nullable AuditEntry change) implements Refusal {}

    /**
     * Another thing has the name.
     *
     * @param kind project, environment or token
     * @param holder the id of the thing that has it
     */
    record NameTaken(String kind, String name, String holder) implements Refusal {}

    /**
     * The thing is protected from deletion.
     *
     * @param kind project or environment
     */
    record Protected(String kind, String id) implements Refusal {}

    /**
     * A value breaks a rule.
     *
     * @param field its name in the request, for example {@code databaseUrl}
     * @param rule what it must be, without the value itself
     */
    record Invalid(String field, String rule) implements Refusal {}

    /**
     * The limit cannot be kept so low, or so high.
     *
     * @param field {@code limit} or {@code connectionLimit}
     * @param asked what was asked for
     * @param least the lowest that would do
     * @param most the highest that would do
     */
    record LimitOutOfRange(String field, int asked, int least, int most) implements Refusal {}
}
