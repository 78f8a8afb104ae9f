package dev.weir.bench;

import java.io.IOException;
import java.time.Duration;

/** One of two that are measured in turn. */
interface Side {
    /** How tables call it. */
    String name();

    /** Runs for that long. */
    Sample run(Duration length) throws IOException;

    /** CPU time that its compilers have used so far, in microseconds; 0 for who has none. */
    default long compilerMicros() throws IOException {
        return 0;
    }
}
