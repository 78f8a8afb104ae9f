package dev.weir.it.fault;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a loopback server, tells whose connections are whose by their first message, and
 * breaks the links of those that it is told to. What a broken link holds back comes through, late,
 * when it is whole again.
 */
final class LinkProxy implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(5);
    private static final Duration SLOWNESS = Duration.ofMillis(60);
    private static final int CHUNK = 16_384;
    private static final int LONGEST_GREETING = 100_000;

    private final ServerSocket listener;
    private final int target;
    private final @Nullable Function<byte[], String> whose;
    private final Map<String, Link> links = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** How a link is. */
    enum Link {
        WELL,
        /** Nothing gets through. */
        CUT,
        /** What is asked gets through, no answer comes back. */
        NO_ANSWERS,
        /** Each piece takes its time, either way. */
        SLOW
    }

    /**
     * A proxy to a loopback port.
     *
     * @param whose the name of who speaks, from the first message less its length of four bytes;
     *     null: it is not looked at
     */
    private LinkProxy(int port, int target, @Nullable Function<byte[], String> whose)
            throws IOException {
        this.target = target;
        this.whose = whose;
        listener = new ServerSocket(port, 128, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("link proxy").start(this::accept);
    }

    /** Before a PostgreSQL server: whose is the node in the application's name. */
    static LinkProxy ofPostgres(int target) throws IOException {
        return new LinkProxy(0, target, LinkProxy::nodeOfSession);
    }

    /** Before a broker: whose is the node in the client's name. */
    static LinkProxy ofKafka(int port, int target) throws IOException {
        return new LinkProxy(port, target, LinkProxy::nodeOfKafkaClient);
    }

    /** Before a node: there is one link, called {@code *}. */
    static LinkProxy ofNode(int port, int target) throws IOException {
        return new LinkProxy(port, target, null);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Makes somebody's link so, those that exist and those to come. */
    void make(String node, Link link) {
        links.put(node, link);
    }

    /** {@code …application_name\0weir/environment/node/incarnation/n\0…}. */
    private static String nodeOfSession(byte[] startup) {
        var words = new String(startup, StandardCharsets.ISO_8859_1).split("\0", -1);
        for (int i = 0; i + 1 < words.length; i++) {
            if (!words[i].endsWith("application_name")) continue;
            var parts = words[i + 1].split("/", -1);
            return parts.length > 2 ? parts[2] : "";
        }
        return "";
    }

    /** API key, version and correlation, then the client's name: {@code weir-node-a1-7}. */
    private static String nodeOfKafkaClient(byte[] request) {
        if (request.length < 10) return "";
        var buffer = ByteBuffer.wrap(request, 8, request.length - 8);
        int length = buffer.getShort();
        if (length <= 0 || length > buffer.remaining()) return "";
        var name = new String(request, 10, length, StandardCharsets.UTF_8);
        return name.startsWith("weir-node-") ? name.split("-", -1)[2] : "";
    }

    private void accept() {
        try {
            while (true) {
                var client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            var input = new DataInputStream(client.getInputStream());
            var greeting = whose == null ? new byte[0] : greeting(input);
            var name = whose == null ? "*" : whose.apply(bodyOf(greeting));
            awaitPassable(name, true);
            try (var server = new Socket(InetAddress.getLoopbackAddress(), target)) {
                server.setTcpNoDelay(true);
                server.getOutputStream().write(greeting);
                Thread.ofVirtual().start(() -> copy(name, input, server, client, true));
                copy(name, server.getInputStream(), client, server, false);
            }
        } catch (IOException _) {
            // either side has left
        }
    }

    private static byte[] greeting(DataInputStream input) throws IOException {
        int length = input.readInt();
        if (length < 4 || length > LONGEST_GREETING) throw new IOException("length " + length);
        var all = new ByteArrayOutputStream();
        all.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
        // PostgreSQL counts the length's own four bytes, Kafka does not: what is there will do.
        all.writeBytes(input.readNBytes(length - 4));
        return all.toByteArray();
    }

    private static byte[] bodyOf(byte[] greeting) {
        return java.util.Arrays.copyOfRange(greeting, 4, greeting.length);
    }

    private void copy(String name, InputStream from, Socket to, Socket other, boolean request) {
        var buffer = new byte[CHUNK];
        try (to;
                other) {
            for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                awaitPassable(name, request);
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException _) {
            // either side has left
        }
    }

    private void awaitPassable(String name, boolean request) throws IOException {
        if (links.get(name) == Link.SLOW) LockSupport.parkNanos(SLOWNESS.toNanos());
        while (isHeld(links.getOrDefault(name, Link.WELL), request)) {
            if (closed) throw new IOException("closed");
            LockSupport.parkNanos(STEP.toNanos());
        }
    }

    private static boolean isHeld(Link link, boolean request) {
        return switch (link) {
            case WELL, SLOW -> false;
            case CUT -> true;
            case NO_ANSWERS -> !request;
        };
    }

    @Override
    public void close() throws IOException {
        closed = true;
        listener.close();
    }
}
