package dev.weir.it.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** Clients that ask again and again, each with a pause between an answer and the next question. */
final class Load implements AutoCloseable {
    private static final int KEPT = 50;

    private final AtomicLong good = new AtomicLong();
    private final AtomicLong bad = new AtomicLong();
    private final AtomicLongArray inARow;
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean stopping;

    private Load(int clients) {
        inARow = new AtomicLongArray(clients);
    }

    /** One client. */
    interface Asking {
        /** Asks once; what is wrong with the answer, or nothing. */
        String ask() throws IOException;
    }

    /** Begins to ask. */
    static Load start(int clients, Duration pause, IntFunction<Asking> client) {
        var load = new Load(clients);
        for (int i = 0; i < clients; i++) {
            int number = i;
            var asking = client.apply(i);
            load.clients.add(Thread.ofVirtual().start(() -> load.run(number, asking, pause)));
        }
        return load;
    }

    /** What is wrong with an answer that should hold rows. */
    static String wrong(KeepAliveClient.Answer answer) {
        return answer.isRows() ? "" : answer.status() + " " + answer.body();
    }

    private void run(int number, Asking asking, Duration pause) {
        while (!stopping) {
            String wrong;
            try {
                wrong = asking.ask();
            } catch (IOException | RuntimeException e) {
                wrong = e.toString();
            }
            if (wrong.isEmpty()) {
                good.incrementAndGet();
                inARow.incrementAndGet(number);
            } else {
                inARow.set(number, 0);
                if (bad.incrementAndGet() <= KEPT) failures.add(wrong);
            }
            LockSupport.parkNanos(pause.toNanos());
        }
    }

    /** Right answers up to now. */
    long good() {
        return good.get();
    }

    /** Forgets the right answers in a row that there were. */
    void countAnew() {
        for (int i = 0; i < inARow.length(); i++) inARow.set(i, 0);
    }

    /**
     * Right answers since the last wrong one or {@link #countAnew}, of the client that has the
     * fewest of them.
     */
    long inARow() {
        long fewest = Long.MAX_VALUE;
        for (int i = 0; i < inARow.length(); i++) fewest = Math.min(fewest, inARow.get(i));
        return fewest;
    }

    /** Wrong answers, and questions without an answer. */
    long bad() {
        return bad.get();
    }

    /** The first of what went wrong. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        stop();
    }

    /** Asks no more; waits for what is under way. */
    void stop() {
        stopping = true;
        try {
            for (var client : clients) client.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
