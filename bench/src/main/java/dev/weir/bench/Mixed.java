package dev.weir.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Short queries at a fixed rate while one in a hundred of all takes half a second. Only the short
 * ones are counted: what is measured is how much the others hold them up.
 */
record Mixed(String name, int port, long pid, Supplier<Request> quick, Supplier<Request> slow)
        implements Side {
    private static final int RATE = 1_000;
    private static final int CONNECTIONS = 64;
    private static final double SLOW_SHARE = 0.01;

    @Override
    public Sample run(Duration length) throws IOException {
        try (var load = new Load(port, CONNECTIONS);
                var beside = new Load(port, CONNECTIONS);
                var executor = Executors.newSingleThreadExecutor()) {
            var slowOnes = executor.submit(() -> beside.openLoop(length, RATE * SLOW_SHARE, slow));
            return HttpSide.byLoad(pid, () -> load.openLoop(length, RATE * (1 - SLOW_SHARE), quick))
                    .withFailures(slowOnes.get().failures());
        } catch (ExecutionException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
