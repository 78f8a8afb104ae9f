package dev.weir.data.plan;

/** What a request may cost at most, so that no client can exhaust stack or memory. */
public final class PlanLimits {
    /** Nesting of JSON. */
    public static final int DEPTH = 500;

    /** Characters of one JSON string. */
    public static final int STRING = 50_000_000;

    /** Characters of one JSON number. */
    public static final int DIGITS = 1_000;

    /** Pairs that one product of lists may make. */
    public static final int PAIRS = 1_000_000;

    /** Values that one evaluation may make or visit outside of the database. */
    public static final int WORK = 4_000_000;

    /** Digits of a number that is calculated with. */
    public static final int CALCULATED_DIGITS = 10_000;

    /** Statements that one query is split into for its number of arguments. */
    public static final int CHUNKS = 1_000;

    /** Characters of one generated id. */
    public static final int ID_LENGTH = 255;

    private PlanLimits() {}
}
