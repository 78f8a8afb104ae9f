package dev.weir.billing.ledger;

/** How far a month has come. */
public enum PeriodState {
    /** It goes on, or has not begun. */
    OPEN,
    /** It is over, and what was measured in it may still come. */
    CLOSING,
    /** Its statements are issued and never change. */
    CLOSED
}
