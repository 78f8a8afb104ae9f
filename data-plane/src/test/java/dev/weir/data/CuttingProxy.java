package dev.weir.data;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands before a PostgreSQL server on loopback and ends one connection after an exact number of
 * bytes. The bytes before the cut arrive; those behind it do not.
 */
final class CuttingProxy implements AutoCloseable {
    /** Which way bytes are counted. */
    enum Direction {
        TO_SERVER,
        TO_NODE
    }

    /** Whether the fault ends the connection, or leaves it open without another byte that way. */
    enum Fault {
        CUT,
        STALL
    }

    private static final long NEVER = Long.MAX_VALUE / 2;

    private final ServerSocket listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    private final int target;
    private final AtomicLong left = new AtomicLong(NEVER);
    private final AtomicLong passed = new AtomicLong();
    private final Set<Integer> faultyPorts = ConcurrentHashMap.newKeySet();
    private volatile Direction counted = Direction.TO_SERVER;
    private volatile Fault fault = Fault.CUT;
    private volatile Runnable onFault = () -> {};

    CuttingProxy(int target) throws IOException {
        this.target = target;
        Thread.ofVirtual().name("cutting proxy").start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The fault strikes the connection that carries the last of so many bytes from now on. */
    void strikeAfter(Direction direction, long bytes, Fault kind, Runnable then) {
        faultyPorts.clear();
        counted = direction;
        fault = kind;
        onFault = then;
        passed.set(0);
        left.set(bytes);
    }

    /** No fault from now on; the bytes that passed in the counted direction. */
    long calm() {
        left.set(NEVER);
        return passed.get();
    }

    /** The server's view of the struck connections: their clients' ports. */
    Set<Integer> struck() {
        return Set.copyOf(faultyPorts);
    }

    private void accept() {
        try {
            while (true) {
                var node = listener.accept();
                Thread.ofVirtual().start(() -> serve(node));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void serve(Socket node) {
        try (node;
                var server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            node.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Thread.ofVirtual().start(() -> copy(node, server, Direction.TO_SERVER, server));
            copy(server, node, Direction.TO_NODE, server);
        } catch (IOException _) {
            // either side has left
        }
    }

    private void copy(Socket from, Socket to, Direction direction, Socket server) {
        var buffer = new byte[16_384];
        try (from;
                to) {
            var input = from.getInputStream();
            for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
                int allowed = direction == counted ? take(read) : read;
                to.getOutputStream().write(buffer, 0, allowed);
                if (allowed == read) continue;
                faultyPorts.add(server.getLocalPort());
                onFault.run();
                if (fault == Fault.STALL) swallow(input);
                return;
            }
        } catch (IOException _) {
            // either side has left
        }
    }

    /** Nothing more passes this way, and the connection stays until its sender ends it. */
    private static void swallow(InputStream input) throws IOException {
        input.transferTo(java.io.OutputStream.nullOutputStream());
    }

    /** How many of so many bytes pass: fewer than asked for once only, at the fault. */
    private int take(int bytes) {
        passed.addAndGet(bytes);
        long before = left.getAndUpdate(n -> n >= NEVER / 2 || n < bytes ? NEVER : n - bytes);
        return before < bytes ? (int) before : bytes;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
