package dev.weir.sim;

import java.util.List;

/**
 * One deliberate mistake in the protocol. The production code has no word of them: each is made in
 * the simulated world, between the parts.
 */
public enum Mutant {
    /** As it is. */
    NONE("no mistake"),
    /** A node looks at no lease before it opens. */
    OPEN_AFTER_EXPIRY("connections are opened after the lease has expired", "S1", "S3"),
    /** A life that was reaped, and does not know it, is given a lease. */
    LEASE_BEFORE_KNOWING(
            "a reaped life is given a lease before it knows its new grant", "S1", "S3"),
    /** A silent node's sessions are not ended before its slots are used again. */
    RECLAIM_AT_EXPIRY(
            "slots are used again when the lease expires, without ending sessions", "S1", "S3"),
    /** The slot that a silent node may open is used again too. */
    REAP_EVERY_SLOT("reaping frees the floor too", "S1", "S3"),
    /** What a node was told to give back counts as given back. */
    GROW_BEFORE_ACKNOWLEDGEMENT("slots are granted anew before they are given back", "S1", "S3"),
    /** An acknowledgement counts for whatever is granted now. */
    ACKNOWLEDGE_WITHOUT_EPOCH("acknowledgements are taken without their epoch", "S1", "S3"),
    /** The last writer wins. */
    NO_COMPARE_AND_SWAP("the store does not compare before it swaps", "S8", "S10"),
    /** Offsets move whoever says so. */
    NO_FENCING("a replaced owner of a partition goes on committing", "S8"),
    /** Grants are told although they were not committed. */
    TELL_BEFORE_COMMIT("facts are told although their commit failed", "S10"),
    /** Repeated grants are applied again, older ones too. */
    APPLY_OLD_EPOCHS("a node applies whatever grants it hears last", "S9"),
    /** What is closed is counted as closed before the server has ended it. */
    CLOSED_BEFORE_THE_SERVER_SAYS(
            "a session counts as closed when the node says goodbye", "S1", "S3"),
    /** A new life frees the slots of the old one at once. */
    NEW_LIFE_FREES_AT_ONCE(
            "a new life frees the old one's slots without ending its sessions", "S1", "S3"),
    /** A life is taken for the newest by its first word, however late that comes. */
    FIRST_WORD_REPLACES(
            "a life replaces another by its first word, without repeating a term",
            "S1",
            "S3",
            "L3"),
    /** What may have taken effect is tried again. */
    TRY_AGAIN_WHAT_MAY_HAVE_RUN("a request whose answer was lost is given to another node", "S12"),
    /** Pools are stopped although they were asked for lately. */
    STOP_TOO_SOON("pools are stopped after a sixth of their idle time-out", "S13"),
    /** Who was not heard of is taken for idle. */
    SLEEP_UNHEARD("pools of which nothing is heard are put to sleep", "S13"),
    /** What a record led to is committed, and how far was read is written later. */
    OFFSET_APART("how far was read is written in a transaction of its own", "S8"),
    /** A replaced publisher's records are taken, whenever they come. */
    NO_WRITER_FENCING("the log takes what a replaced publisher still had on its way", "S8"),
    /** A heartbeat that comes twice is two. */
    COUNT_REPEATED_HEARTBEATS("a heartbeat that comes twice counts twice", "S9"),
    /** State is committed, and what tells of it is written later. */
    OUTBOX_APART("the outbox is written in a transaction of its own", "S10"),
    /** What is on its way counts as told. */
    MARK_BEFORE_ACKNOWLEDGED("entries are crossed out before the log has them", "S10"),
    /** Reaping is reported before it was done. */
    REAPED_BEFORE_DONE("sessions are reported ended before they are", "S1", "S3"),
    /** Who was ordered to end sessions keeps the order, whether he can or not. */
    REAP_NEVER_HANDED_ON("an order to reap is never given to another node", "L3"),
    /** A node is charged for less than it says that it may hold. */
    ONE_LESS("of what a node above its grant says it holds one is not counted", "S5"),
    /** A life replaces another by a term that was told long ago. */
    ANY_TERM_REPLACES("a life replaces another by repeating any term of its node", "S7");

    private final String text;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> rules;

    /**
     * A mistake.
     *
     * @param rules the invariants it is to be found by, that it breaks by itself
     */
    Mutant(String text, String... rules) {
        this.text = text;
        this.rules = List.of(rules);
    }

    /** Whether it is to be found by this rule. */
    boolean isAbout(String rule) {
        return rules.contains(rule);
    }

    /** Whether what was found is what this mistake is about. */
    boolean isFoundBy(String what) {
        return rules.stream().anyMatch(rule -> what.startsWith(rule + " "));
    }

    /** The mistake, in words. */
    public String text() {
        return text;
    }
}
