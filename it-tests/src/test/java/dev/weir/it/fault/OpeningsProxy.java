package dev.weir.it.fault;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a PostgreSQL server and sees how many connections are being opened at once: from
 * their first byte to the server's first word that it is ready. For connections without TLS.
 */
final class OpeningsProxy implements AutoCloseable {
    private static final int READY_FOR_QUERY = 'Z';

    private final ServerSocket listener;
    private final int target;
    private final AtomicInteger opening = new AtomicInteger();
    private final AtomicInteger mostOpening = new AtomicInteger();
    private final AtomicInteger opened = new AtomicInteger();

    /** A proxy to a loopback port. */
    OpeningsProxy(int target) throws IOException {
        this.target = target;
        listener = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("openings proxy").start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Counts anew. */
    void reset() {
        mostOpening.set(opening.get());
        opened.set(0);
    }

    /** The most that were being opened at once. */
    int mostOpening() {
        return mostOpening.get();
    }

    /** How many became ready. */
    int opened() {
        return opened.get();
    }

    private void accept() {
        try {
            while (true) {
                var client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket client) {
        try (client;
                var server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Thread.ofVirtual().start(() -> copy(client, server));
            var answers = new DataInputStream(server.getInputStream());
            var output = client.getOutputStream();
            output.write(copyUntilReady(answers, output));
            answers.transferTo(output);
        } catch (IOException e) {
            // either side has left
        }
    }

    /** Copies message by message; the one that says ready is held back until it is counted. */
    private byte[] copyUntilReady(DataInputStream answers, OutputStream output) throws IOException {
        mostOpening.accumulateAndGet(opening.incrementAndGet(), Math::max);
        try {
            while (true) {
                int type = answers.readUnsignedByte();
                int length = answers.readInt();
                var message = ByteBuffer.allocate(1 + length);
                message.put((byte) type).putInt(length).put(answers.readNBytes(length - 4));
                if (type == READY_FOR_QUERY) {
                    opened.incrementAndGet();
                    return message.array();
                }
                output.write(message.array());
            }
        } finally {
            opening.decrementAndGet();
        }
    }

    private static void copy(Socket from, Socket to) {
        try (to) {
            InputStream input = from.getInputStream();
            input.transferTo(to.getOutputStream());
        } catch (IOException e) {
            // either side has left
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
