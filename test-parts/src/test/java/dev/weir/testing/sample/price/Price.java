package dev.weir.testing.sample.price;

import java.time.Instant;

/** A core class that breaks the rules: it reads the clock and knows the store. */
public record Price(long cents) {
    public static Instant clock() {
        return Instant.now();
    }

    static Object store() {
        return new dev.weir.testing.sample.store.Store();
    }
}
