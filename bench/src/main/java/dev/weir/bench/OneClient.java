package dev.weir.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** One client that asks, waits for its answer and asks again: what is measured is its wait. */
final class OneClient implements Side {
    private static final long HIGHEST_NANOS = Duration.ofMinutes(1).toNanos();

    private final String name;
    private final Opening opening;
    private final boolean eachNew;

    private OneClient(String name, Opening opening, boolean eachNew) {
        this.name = name;
        this.opening = opening;
        this.eachNew = eachNew;
    }

    /** Connects. */
    private interface Opening {
        Asking open() throws IOException, SQLException;
    }

    /** A connection over HTTP to a node. */
    static Asking connect(int port, Supplier<Request> requests) throws IOException {
        return new Http(port, requests);
    }

    /** A connection. */
    interface Asking extends AutoCloseable {
        /** Whether the answer was right. */
        boolean ask() throws IOException, SQLException;

        @Override
        void close() throws IOException, SQLException;
    }

    /**
     * Over HTTP.
     *
     * @param eachNew whether each query has a connection of its own, whose opening counts
     */
    static OneClient http(int port, Supplier<Request> requests, boolean eachNew) {
        return new OneClient("Weir", () -> new Http(port, requests), eachNew);
    }

    /** To PostgreSQL itself, by its JDBC driver. */
    static OneClient direct(String url, boolean eachNew) {
        return new OneClient("direct", () -> new Direct(url), eachNew);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Sample run(Duration length) throws IOException {
        var latency = new Histogram(HIGHEST_NANOS, 3);
        long failures = 0;
        long start = System.nanoTime();
        long end = start + length.toNanos();
        try {
            var kept = eachNew ? null : opening.open();
            while (System.nanoTime() - end < 0) {
                long since = System.nanoTime();
                boolean right;
                if (kept != null) {
                    right = kept.ask();
                } else {
                    try (var fresh = opening.open()) {
                        right = fresh.ask();
                    }
                }
                if (right) latency.recordValue(Math.min(HIGHEST_NANOS, System.nanoTime() - since));
                else failures++;
            }
            if (kept != null) kept.close();
        } catch (SQLException e) {
            throw new IOException(e);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Sample(
                latency.getTotalCount() / seconds,
                0,
                latency.getValueAtPercentile(50) / 1e3,
                latency.getValueAtPercentile(99) / 1e3,
                failures);
    }

    private static final class Http implements Asking {
        private final SocketChannel channel;
        private final AnswerReader reader = new AnswerReader();
        private final Supplier<Request> requests;

        Http(int port, Supplier<Request> requests) throws IOException {
            this.requests = requests;
            channel =
                    SocketChannel.open(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }

        @Override
        public boolean ask() throws IOException {
            var request = requests.get();
            var bytes = ByteBuffer.wrap(request.bytes);
            while (bytes.hasRemaining()) channel.write(bytes);
            while (!reader.read(channel)) {}
            boolean right = reader.isRight(request.expected);
            reader.next();
            return right;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private static final class Direct implements Asking {
        private final Connection connection;
        private final PreparedStatement statement;

        Direct(String url) throws SQLException {
            connection = Tables.connect(url);
            statement =
                    connection.prepareStatement("SELECT id, balance FROM bench_rows WHERE id = ?");
        }

        @Override
        public boolean ask() throws SQLException {
            int id = 1 + ThreadLocalRandom.current().nextInt(Tables.ROWS);
            statement.setInt(1, id);
            try (var rows = statement.executeQuery()) {
                return rows.next() && rows.getInt(1) == id;
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
