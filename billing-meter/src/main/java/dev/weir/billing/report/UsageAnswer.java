package dev.weir.billing.report;

/** What comes of a question. */
public sealed interface UsageAnswer {
    /** It is answered. */
    record Answered(UsageReport report) implements UsageAnswer {}

    /** The answer would have too many lines. */
    record TooLong(int most) implements UsageAnswer {}

    /** It asks for a state of the ledger that is not there yet. */
    record NotYet(long newest) implements UsageAnswer {}
}
