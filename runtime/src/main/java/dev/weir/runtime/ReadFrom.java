package dev.weir.runtime;

/** Where a reader begins. */
public enum ReadFrom {
    /** With the oldest record kept. */
    BEGINNING,
    /** With what is appended from now on. */
    NOW
}
