package dev.weir.runtime;

/** A clock that only measures: it never jumps and tells no date. */
@FunctionalInterface
public interface Ticker {
    /** The system's monotonic clock. */
    Ticker SYSTEM = System::nanoTime;

    /** Nanoseconds since some fixed moment; compare by subtraction. */
    long nanos();
}
