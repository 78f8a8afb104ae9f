package dev.weir.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * Sends requests over keep-alive connections from one thread. Closed loop: each connection sends
 * its next request when it has its answer. Open loop: requests are due at a fixed rate, whatever
 * the server does, and latency counts from when one was due, so that a stall is counted for all
 * that it delayed (no coordinated omission).
 */
final class Load implements AutoCloseable {
    private static final long HIGHEST_NANOS = Duration.ofMinutes(1).toNanos();

    private static final int MOST_TOLD = 600;

    private final Selector selector;
    private final Connection[] connections;
    private final ArrayDeque<Connection> resting = new ArrayDeque<>();
    private Histogram latency = new Histogram(HIGHEST_NANOS, 3);
    private long failures;
    private boolean told;
    private long answered;

    /** Connects. */
    Load(int port, int count) throws IOException {
        selector = Selector.open();
        connections = new Connection[count];
        for (int i = 0; i < count; i++) {
            var channel =
                    SocketChannel.open(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            connections[i] = new Connection(channel);
            channel.register(selector, SelectionKey.OP_READ, connections[i]);
        }
    }

    /**
     * What came of it.
     *
     * @param perSecond answers that were right
     * @param failures answers that were not
     * @param latency in nanoseconds
     */
    record Outcome(double perSecond, long answered, long failures, Histogram latency) {}

    /** Every connection always has a request under way. */
    Outcome closedLoop(Duration length, Supplier<Request> requests) throws IOException {
        begin();
        long start = System.nanoTime();
        long end = start + length.toNanos();
        for (var connection : connections) connection.send(requests.get(), System.nanoTime());
        while (System.nanoTime() - end < 0) {
            selector.select(this::read, 100);
            while (!resting.isEmpty()) {
                resting.remove().send(requests.get(), System.nanoTime());
            }
        }
        return finish(start);
    }

    /** A request is due every so often; it is sent by a connection that has nothing else to do. */
    Outcome openLoop(Duration length, double perSecond, Supplier<Request> requests)
            throws IOException {
        begin();
        for (var connection : connections) resting.add(connection);
        long start = System.nanoTime();
        long end = start + length.toNanos();
        double interval = 1e9 / perSecond;
        long sent = 0;
        while (true) {
            long now = System.nanoTime();
            if (now - end >= 0) break;
            long due = start + (long) (sent * interval);
            while (due - now <= 0 && !resting.isEmpty()) {
                resting.remove().send(requests.get(), due);
                due = start + (long) (++sent * interval);
            }
            if (due - now > 2_000_000) selector.select(this::read, 1);
            else selector.selectNow(this::read);
        }
        return finish(start);
    }

    /** Every connection sends one request, all at the same time; those unanswered are failures. */
    Outcome once(Supplier<Request> requests) throws IOException {
        begin();
        long start = System.nanoTime();
        for (var connection : connections) connection.send(requests.get(), start);
        long patience = start + Duration.ofSeconds(30).toNanos();
        while (underWay() > 0 && System.nanoTime() - patience < 0) {
            selector.select(this::read, 100);
        }
        failures += underWay();
        return finish(start);
    }

    /** Every connection sends one request, one after the other at that rate. */
    Outcome inTurn(double perSecond, Supplier<Request> requests) throws IOException {
        begin();
        long start = System.nanoTime();
        double interval = 1e9 / perSecond;
        for (int i = 0; i < connections.length; i++) {
            long due = start + (long) (i * interval);
            while (System.nanoTime() - due < 0) selector.select(this::read, 1);
            connections[i].send(requests.get(), due);
            selector.selectNow(this::read);
        }
        long patience = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (underWay() > 0 && System.nanoTime() - patience < 0) {
            selector.select(this::read, 100);
        }
        failures += underWay();
        return finish(start);
    }

    private void begin() {
        latency = new Histogram(HIGHEST_NANOS, 3);
        failures = 0;
        answered = 0;
        resting.clear();
    }

    /** Those under way at the end are waited for, and not counted. */
    private Outcome finish(long start) throws IOException {
        double seconds = (System.nanoTime() - start) / 1e9;
        var outcome = new Outcome(answered / seconds, answered, failures, latency.copy());
        long patience = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (underWay() > 0 && System.nanoTime() - patience < 0) {
            selector.select(this::read, 100);
        }
        resting.clear();
        return outcome;
    }

    private int underWay() {
        int count = 0;
        for (var connection : connections) if (connection.waiting) count++;
        return count;
    }

    private void read(SelectionKey key) {
        var connection = (Connection) key.attachment();
        try {
            connection.read();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        for (var connection : connections) connection.channel.close();
        selector.close();
    }

    /** The first wrong answer is worth seeing: a peer that refuses all looks fast. */
    private void tell(String answer) {
        if (told) return;
        told = true;
        var beginning = answer.substring(0, Math.min(answer.length(), MOST_TOLD));
        System.err.println("a wrong answer: " + beginning);
    }

    private final class Connection {
        private final SocketChannel channel;
        private final AnswerReader reader = new AnswerReader();
        private boolean waiting;
        private long since;
        private Request request = new Request(new byte[0], new byte[0]);

        Connection(SocketChannel channel) {
            this.channel = channel;
        }

        void send(Request next, long due) throws IOException {
            request = next;
            since = due;
            waiting = true;
            var bytes = ByteBuffer.wrap(next.bytes);
            while (bytes.hasRemaining()) channel.write(bytes); // smaller than any socket's buffer
        }

        void read() throws IOException {
            if (reader.read(channel)) {
                waiting = false;
                if (reader.isRight(request.expected)) {
                    answered++;
                    latency.recordValue(Math.clamp(System.nanoTime() - since, 0, HIGHEST_NANOS));
                } else {
                    failures++;
                    tell(reader.text());
                }
                reader.next();
                resting.add(this);
            }
        }
    }
}
