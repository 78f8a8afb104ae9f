package dev.weir.control.management;

/** The outcome of what has none but being done. */
public enum Done {
    /** It is done. */
    DONE
}
