package dev.weir.standalone;

import dev.weir.runtime.Ticker;
import java.io.PrintStream;
import java.util.Locale;

/** Tells what is done, with the time since the start. Thread-safe. */
final class Progress {
    private final PrintStream output;
    private final Ticker ticker;
    private final long started;

    Progress(PrintStream output, Ticker ticker) {
        this.output = output;
        this.ticker = ticker;
        started = ticker.nanos();
    }

    /** One line: {@code 1.2 s text}. */
    void say(String text) {
        var seconds = (ticker.nanos() - started) / 1e9;
        output.println(String.format(Locale.ROOT, "%6.1f s  %s", seconds, text));
    }

    /** Lines without the time. */
    void print(String text) {
        output.println(text);
    }
}
