package dev.weir.sim;

/**
 * One deliberate mistake in the protocol. The production code has no word of them: each is made in
 * the simulated world, between the parts.
 */
public enum Mutant {
    /** As it is. */
    NONE("no mistake"),
    /** A node looks at no lease before it opens. */
    OPEN_AFTER_EXPIRY("connections are opened after the lease has expired"),
    /** A life that was reaped, and does not know it, is given a lease. */
    LEASE_BEFORE_KNOWING("a reaped life is given a lease before it knows its new grant"),
    /** A silent node's sessions are not ended before its slots are used again. */
    RECLAIM_AT_EXPIRY("slots are used again when the lease expires, without ending sessions"),
    /** The slot that a silent node may open is used again too. */
    REAP_EVERY_SLOT("reaping frees the floor too"),
    /** What a node was told to give back counts as given back. */
    GROW_BEFORE_ACKNOWLEDGEMENT("slots are granted anew before they are given back"),
    /** An acknowledgement counts for whatever is granted now. */
    ACKNOWLEDGE_WITHOUT_EPOCH("acknowledgements are taken without their epoch"),
    /** The last writer wins. */
    NO_COMPARE_AND_SWAP("the store does not compare before it swaps"),
    /** Offsets move whoever says so. */
    NO_FENCING("a replaced owner of a partition goes on committing"),
    /** Grants are told although they were not committed. */
    TELL_BEFORE_COMMIT("facts are told although their commit failed"),
    /** Repeated grants are applied again, older ones too. */
    APPLY_OLD_EPOCHS("a node applies whatever grants it hears last"),
    /** What is closed is counted as closed before the server has ended it. */
    CLOSED_BEFORE_THE_SERVER_SAYS("a session counts as closed when the node says goodbye"),
    /** A new life frees the slots of the old one at once. */
    NEW_LIFE_FREES_AT_ONCE("a new life frees the old one's slots without ending its sessions"),
    /** A life is taken for the newest by its first word, however late that comes. */
    FIRST_WORD_REPLACES("a life replaces another by its first word, without repeating a term"),
    /** What may have taken effect is tried again. */
    TRY_AGAIN_WHAT_MAY_HAVE_RUN("a request whose answer was lost is given to another node"),
    /** Pools are stopped although they were asked for lately. */
    STOP_AFTER_A_MINUTE("pools are stopped after a minute without a request"),
    /** Reaping is reported before it was done. */
    REAPED_BEFORE_DONE("sessions are reported ended before they are");

    private final String text;

    Mutant(String text) {
        this.text = text;
    }

    /** The mistake, in words. */
    public String text() {
        return text;
    }
}
