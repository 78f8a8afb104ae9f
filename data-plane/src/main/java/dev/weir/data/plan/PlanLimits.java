package dev.weir.data.plan;

/** What a plan may cost at most, so that no client can exhaust stack or memory. */
public final class PlanLimits {
    /** Nesting of JSON in a plan or its parameters. */
    public static final int DEPTH = 200;

    /** Steps, fragments, arguments and fields of one plan. */
    public static final int ELEMENTS = 2_000_000;

    private PlanLimits() {}
}
