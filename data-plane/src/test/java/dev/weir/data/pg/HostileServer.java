package dev.weir.data.pg;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server on loopback that answers the PostgreSQL protocol by a script, and counts the bytes that
 * the client let it send. A thread of its own serves one connection after the other.
 */
final class HostileServer implements AutoCloseable {
    /** Bounds every script that would send for ever. */
    static final long MAX_SENT = 256L << 20;

    /** Plays the server's part on one connection, after the startup message was read. */
    @FunctionalInterface
    interface Script {
        void play(Talk talk) throws IOException;
    }

    private final ServerSocket socket;
    private final AtomicLong sent = new AtomicLong();

    HostileServer(Script script) {
        try {
            socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().name("hostile-server").start(() -> serve(script));
    }

    String url() {
        return "postgresql://weir:pencil@127.0.0.1:" + socket.getLocalPort() + "/x?sslmode=disable";
    }

    /** Bytes that were accepted by the client's side so far, its socket buffers included. */
    long sent() {
        return sent.get();
    }

    private void serve(Script script) {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                var talk = new Talk(client);
                talk.startup();
                script.play(talk);
                talk.untilClosed();
            } catch (IOException _) {
                // The client closed the connection, as it should.
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** The server's side of one connection. */
    final class Talk {
        private final DataInputStream in;
        private final DataOutputStream out;

        private Talk(Socket client) throws IOException {
            in = new DataInputStream(client.getInputStream());
            out = new DataOutputStream(client.getOutputStream());
        }

        private void startup() throws IOException {
            in.readNBytes(in.readInt() - 4);
        }

        /** Reads the client's next message, and gives its type. */
        char read() throws IOException {
            char type = (char) in.readByte();
            in.readNBytes(in.readInt() - 4);
            return type;
        }

        /** Reads up to and including the client's next Sync. */
        void readRequest() throws IOException {
            while (read() != 'S') {
                // All of the request is taken.
            }
        }

        void send(char type, byte[] body) throws IOException {
            out.writeByte(type);
            out.writeInt(body.length + 4);
            out.write(body);
            if (sent.addAndGet(body.length + 5L) > MAX_SENT) {
                throw new IOException("the client took " + MAX_SENT + " bytes");
            }
        }

        /** Sends a message that claims another length than it has. */
        void claim(char type, int length) throws IOException {
            out.writeByte(type);
            out.writeInt(length);
            out.flush();
        }

        void flush() throws IOException {
            out.flush();
        }

        /** Ends this connection; the next one is served then. */
        void close() throws IOException {
            out.close();
            throw new IOException("the script has closed the connection");
        }

        /** Authenticates without a password, and is ready for statements. */
        void ready() throws IOException {
            send('R', integers(0));
            send('K', integers(1, 2));
            send('Z', new byte[] {'I'});
            flush();
        }

        private void untilClosed() throws IOException {
            flush();
            while (in.read() >= 0) {
                // Only the end matters.
            }
        }
    }

    static byte[] integers(int... values) {
        var bytes = new byte[values.length * 4];
        for (int at = 0; at < values.length; at++) {
            for (int shift = 0; shift < 4; shift++) {
                bytes[at * 4 + shift] = (byte) (values[at] >>> (24 - 8 * shift));
            }
        }
        return bytes;
    }

    /** Zero-terminated texts, one behind the other. */
    static byte[] texts(String... values) {
        var bytes = new ByteArrayOutputStream();
        for (var value : values) {
            bytes.writeBytes(value.getBytes(StandardCharsets.UTF_8));
            bytes.write(0);
        }
        return bytes.toByteArray();
    }
}
