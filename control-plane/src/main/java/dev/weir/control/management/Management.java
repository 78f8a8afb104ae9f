package dev.weir.control.management;

/**
 * The commands and views of platform teams, by noun. Calls block on the store: call them on virtual
 * threads.
 *
 * <p>Every command is written to the audit log in the transaction that carries it out. Commands
 * that change a thing take the version (an entity tag) that the caller has seen and are refused as
 * {@link Refusal.Stale} when it has changed since; those that create a thing take a {@link Request}
 * whose idempotency key makes a repetition harmless. A request that breaks a rule gives a {@link
 * Result.Refused}; a store out of reach throws {@link StoreFault}.
 */
public record Management(
        Projects projects,
        Environments environments,
        Keys keys,
        Databases databases,
        Tokens tokens,
        Nodes nodes,
        AuditLog audit) {}
