package dev.weir.it.fault;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.it.fault.KeepAliveClient.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients of a {@link FaultyWeir} that read and write without rest. One whose request fails goes to
 * the next node, as one behind a load balancer does.
 */
final class FaultLoad implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final FaultyWeir weir;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong good = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();
    private final Map<String, AtomicLong> errors = new ConcurrentSkipListMap<>();
    private final Queue<String> written = new ConcurrentLinkedQueue<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private volatile boolean stopping;

    FaultLoad(FaultyWeir weir, int clients) {
        this.weir = weir;
        for (int i = 0; i < clients; i++) {
            int number = i;
            threads.add(Thread.ofVirtual().start(() -> run(number)));
        }
    }

    private void run(int number) {
        var clients =
                FaultyWeir.NODES.stream()
                        .map(node -> weir.application().at(weir.endpoint(node), PATIENCE))
                        .toList();
        int at = number % clients.size();
        long failingSince = 0;
        for (long count = 0; !stopping; count++) {
            var id = number + "-" + count;
            boolean writes = number % 3 == 0;
            var error = ask(clients.get(at), id, writes);
            if (error.isEmpty()) {
                good.incrementAndGet();
                if (writes) written.add(id);
                if (failingSince != 0) {
                    longest.accumulateAndGet(System.nanoTime() - failingSince, Math::max);
                }
                failingSince = 0;
            } else {
                errors.computeIfAbsent(error, _ -> new AtomicLong()).incrementAndGet();
                if (failingSince == 0) failingSince = System.nanoTime();
                at = (at + 1) % clients.size();
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** The class of the error, or nothing. */
    private String ask(KeepAliveClient client, String id, boolean writes) {
        Answer answer;
        try {
            answer =
                    writes
                            ? client.execute("INSERT INTO written VALUES ('%s')".formatted(id))
                            : client.query("SELECT '%s' AS id FROM pg_sleep(0.004)".formatted(id));
        } catch (IOException e) {
            return e.getClass().getSimpleName();
        }
        if (answer.status() == 200) {
            // Nobody may be given what another asked for.
            if (!writes && !answer.body().contains('"' + id + '"')) wrong.add(answer.body());
            return "";
        }
        try {
            var code = JSON.readTree(answer.body()).path("code").asText();
            if (code.isEmpty()) wrong.add(answer.status() + " " + answer.body());
            return code;
        } catch (IOException e) {
            wrong.add(answer.status() + " " + answer.body());
            return "unreadable";
        }
    }

    /** Right answers up to now. */
    long good() {
        return good.get();
    }

    /** Answers to something else than was asked, and errors that are not the protocol's. */
    List<String> wrong() {
        return List.copyOf(wrong);
    }

    /** Errors since this was last asked, by their class. */
    Map<String, Long> takeErrors() {
        var taken = new TreeMap<String, Long>();
        errors.forEach((name, count) -> {
            long value = count.getAndSet(0);
            if (value > 0) taken.put(name, value);
        });
        return taken;
    }

    /** The longest that a client went from an error to an answer, since this was last asked. */
    Duration takeLongest() {
        return Duration.ofNanos(longest.getAndSet(0));
    }

    /** What was written for certain; to be asked once it is closed. */
    List<String> written() {
        return List.copyOf(written);
    }

    @Override
    public void close() {
        stopping = true;
        try {
            for (var thread : threads) thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
