package dev.weir.billing.ledger;

/** Why something asked for is not done. */
public sealed interface Refusal {
    /** What is wrong, in words. */
    String detail();

    /** What is spoken of is not there. */
    record Unknown(String detail) implements Refusal {}

    /** It does not fit what is there. */
    record Conflicting(String detail) implements Refusal {}

    /** It has changed since its caller saw it. */
    record Stale(String detail) implements Refusal {}

    /** It cannot be. */
    record Impossible(String detail) implements Refusal {}

    /** Another person must do it. */
    record SamePerson(String detail) implements Refusal {}
}
